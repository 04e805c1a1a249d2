using System.Net;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Monolith.Explore.Tests.Search;

namespace Monolith.Explore.Tests.Facets;

public sealed class FacetsTests(ExploreHost host)
{
    [Fact]
    public async Task Each_field_has_the_values_that_come_most_often_the_first_one_most()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog
            {
                Service = "auth",
                HttpStatus = 200,
                Attributes = [("shop", "b")],
            },
            new StoredLog
            {
                Service = "checkout",
                HttpStatus = 503,
                Severity = 17,
                Resource = [("shop", "b")],
            },
            new StoredLog
            {
                Service = "checkout",
                Severity = 18,
                Attributes = [("shop", "a")],
            },
            new StoredLog { Service = "" }
        );

        var answer = await host.ClientOf(tenant)
            .JsonAsync("/api/v1/logs/facets?field=service&field=status&field=shop&field=severity&field=none");

        Assert.Equal(
            JsonNode
                .Parse(
                    """
                    {"fields":[
                      {"name":"service","distinct":2,"values":[{"value":"checkout","count":2},{"value":"auth","count":1}]},
                      {"name":"http.response.status_code","distinct":2,"values":[{"value":"200","count":1},{"value":"503","count":1}]},
                      {"name":"shop","distinct":2,"values":[{"value":"b","count":2},{"value":"a","count":1}]},
                      {"name":"severity","distinct":2,"values":[{"value":"error","count":2},{"value":"info","count":2}]},
                      {"name":"none","distinct":0,"values":[]}],
                     "sampled":false,"share":1}
                    """
                )!
                .ToJsonString(),
            answer.ToJsonString()
        );
    }

    [Fact]
    public async Task Without_a_field_those_are_shown_that_people_look_for_first()
    {
        var answer = await host.ClientOf(host.NewTenant()).JsonAsync("/api/v1/logs/facets");

        var names = answer["fields"]!.AsArray().Select(field => field!["name"]!.GetValue<string>());
        Assert.Equal(10, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("k8s.pod.name", names);
    }

    [Fact]
    public async Task Only_records_that_meet_the_condition_count_and_only_so_many_values_are_shown()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable.Range(0, 12).Select(n => new StoredLog { Body = $"wanted {n}", HttpRoute = $"/{n % 4}" })
        );
        await host.StoreAsync(tenant, new StoredLog { Body = "unwanted", HttpRoute = "/other" });

        var answer = await host.ClientOf(tenant)
            .JsonAsync("/api/v1/logs/facets?q=wanted&field=route&limit=2&from=now-1h");

        var facet = answer["fields"]![0]!;
        Assert.Equal(4, facet["distinct"]!.GetValue<int>());
        Assert.Equal("""[{"value":"/0","count":3},{"value":"/1","count":3}]""", facet["values"]!.ToJsonString());
    }

    [Fact]
    public async Task The_roll_up_and_the_records_give_the_same_facets()
    {
        var tenant = host.NewTenant();
        var random = new Random(20260304);
        await host.StoreAsync(
            tenant,
            Enumerable
                .Range(0, 1_000)
                .Select(_ =>
                    new StoredLog
                    {
                        Severity = random.Next(25),
                        Service = "abc"[random.Next(3)].ToString(),
                        Attributes = [("all", "yes")],
                    }.Ago(TimeSpan.FromMilliseconds(random.Next(1, 3_600_000)))
                )
        );
        using var http = host.ClientOf(tenant);
        var queries =
            from age in Gen.Choose(1, 3_700)
            from length in Gen.Choose(1, 3_700)
            from filter in Gen.Elements("", "&service=a", "&severity=warn", "&service=a&service=b&severity=debug2")
            select $"field=service&field=severity&from=now-{age}s&to=now%2B{length}s{filter}";
        foreach (var query in Gen.Sample(queries, 20, 10))
        {
            var fromCounts = await http.JsonAsync($"/api/v1/logs/facets?{query}");
            var fromRecords = await http.JsonAsync($"/api/v1/logs/facets?{query}&attribute.all=yes");

            Assert.Equal(fromRecords.ToJsonString(), fromCounts.ToJsonString());
        }
    }

    [Fact]
    public async Task Of_many_records_a_sample_is_looked_at_and_that_is_told()
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, 600_000);
        using var http = host.ClientOf(tenant);

        var answer = await http.JsonAsync(
            "/api/v1/logs/facets?field=service&field=status&field=shop&field=host.name&from=now-2h"
        );
        var rare = await http.JsonAsync("/api/v1/logs/facets?field=status&field=shop&q=rarity&from=now-2h");

        Assert.True(answer["sampled"]!.GetValue<bool>());
        Assert.InRange(answer["share"]!.GetValue<double>(), 0.2, 0.8);
        Assert.Equal([("checkout", 450_000), ("auth", 150_000)], Values(answer, 0));
        Assert.All(Values(answer, 1).Zip([480_000L, 120_000L]), AssertNear);
        Assert.All(Values(answer, 2).Zip([200_000L, 200_000L, 200_000L]), AssertNear);
        Assert.All(Values(answer, 3).Zip([300_000L, 300_000L]), AssertNear);

        // What an index finds is not guessed, however many other records there are.
        Assert.False(rare["sampled"]!.GetValue<bool>());
        Assert.Equal(6, Values(rare, 1).Sum(value => value.Count));
    }

    [Theory]
    [InlineData("field=body", "field")]
    [InlineData("field=timestamp", "field")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("from=now&to=now-1h", "from")]
    [InlineData("fields=service", "fields")]
    [InlineData("trace_id=1", "trace_id")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/logs/facets?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task There_may_be_twenty_fields()
    {
        using var http = host.ClientOf(host.NewTenant());
        var twenty = string.Join('&', Enumerable.Range(0, 20).Select(n => $"field=f{n}"));

        var answer = await http.JsonAsync($"/api/v1/logs/facets?{twenty}");
        var (status, _) = await http.ProblemAsync($"/api/v1/logs/facets?{twenty}&field=one.more");

        Assert.Equal(20, answer["fields"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Theory]
    [MemberData(nameof(TenantIsolationTests.Tricks), MemberType = typeof(TenantIsolationTests))]
    public async Task No_name_of_a_field_shows_another_tenants_values(string trick)
    {
        var (victim, attacker) = (host.NewTenant(), host.NewTenant());
        await host.StoreAsync(
            victim,
            new StoredLog
            {
                Service = "swordfish",
                Attributes = [(trick, "swordfish")],
                HttpRoute = "swordfish",
            }
        );
        var text = Uri.EscapeDataString(trick);

        var answer = await host.ClientOf(attacker)
            .JsonAsync($"/api/v1/logs/facets?field={text}&field=service&field=route&field={text}.x");

        Assert.DoesNotContain("swordfish", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.All(answer["fields"]!.AsArray(), field => Assert.Empty(field!["values"]!.AsArray()));
    }

    private static (string Value, long Count)[] Values(JsonObject answer, int field) =>
        [
            .. answer["fields"]![field]!["values"]!
                .AsArray()
                .Select(value => (value!["value"]!.GetValue<string>(), value["count"]!.GetValue<long>())),
        ];

    private static void AssertNear(((string Value, long Count) Guess, long Truth) pair) =>
        Assert.InRange(pair.Guess.Count, pair.Truth * 0.85, pair.Truth * 1.15);
}
