using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Explore.Tests.Search;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Completion;

public sealed class CompletionTests(ExploreHost host)
{
    private const string Complete = "/api/v1/query/complete";

    [Fact]
    public async Task Fields_that_occur_are_offered_with_what_is_known_of_them()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, new StoredLog { Attributes = [("order.id", "17")] }, new StoredLog());

        var answer = await AskAsync(tenant, "NOT ord¦er foo");

        Assert.Equal((4, 9), (answer["from"]!.GetValue<int>(), answer["to"]!.GetValue<int>()));
        Assert.Equal(
            """{"label":"order.id","kind":"field","detail":"number, 50 % of records","count":null,"apply":"order.id:"}""",
            answer["items"]![0]!.ToJsonString()
        );
    }

    [Theory]
    [InlineData("serv¦", "service:")]
    [InlineData("stat¦", "http.response.status_code:")]
    [InlineData("route¦", "http.route:")]
    [InlineData("@la¦", "@last ")]
    [InlineData("a N¦", "NOT ")]
    [InlineData("a | st¦", "stats ")]
    [InlineData("| stats p9¦", "p90(")]
    [InlineData("| stats co¦", "count()")]
    [InlineData("| stats count() b¦", "by ")]
    [InlineData("| stats count() by serv¦", "service")]
    [InlineData("| stats count() by service | sort cou¦", "\"count()\"")]
    [InlineData("@last 1¦", "1m ")]
    [InlineData("@from now-1¦", "now-15m ")]
    [InlineData("severity>=w¦", "warn ")]
    public async Task What_fits_best_comes_first(string text, string expected)
    {
        var items = await ItemsAsync(host.NewTenant(), text);

        Assert.Equal(expected, items[0]["apply"]!.GetValue<string>());
    }

    [Fact]
    public async Task Values_are_offered_with_how_many_records_have_them()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Service = "check out", Attributes = [("shop", "north")] },
            new StoredLog { Service = "checkout", Attributes = [("shop", "north-2")] },
            new StoredLog
            {
                Service = "checkout",
                Severity = 17,
                Resource = [("shop", "a \"b\"")],
            }
        );

        Assert.Equal(["checkout 2", "check out 1"], await ValuesAsync(tenant, "service:CHECK¦"));
        Assert.Equal(["\"check out\" "], await AppliedAsync(tenant, "service:\"check o¦"));
        Assert.Equal(["north 1", "north-2 1"], await ValuesAsync(tenant, "shop:nor¦"));
        Assert.Equal(["\"a \\\"b\\\"\" "], await AppliedAsync(tenant, "shop:a¦"));
        Assert.Equal(["error 1"], await ValuesAsync(tenant, "severity:err¦"));
        Assert.Empty(await ItemsAsync(tenant, "body:hel¦"));
    }

    [Fact]
    public async Task A_value_that_is_rare_among_very_many_is_found_by_what_was_typed()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            Enumerable.Range(0, 300).Select(n => new StoredLog { UserId = n == 7 ? "a.rare+(user)" : $"user-{n}" })
        );

        Assert.Equal(["a.rare+(user) 1"], await ValuesAsync(tenant, "user:\"rare+¦"));
        Assert.Equal(["user-123 1"], await ValuesAsync(tenant, "user:R-123¦"));
    }

    [Fact]
    public async Task Only_what_occurs_in_the_time_of_the_question_is_offered()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Service = "new" },
            new StoredLog { Service = "old" }.Ago(TimeSpan.FromHours(5))
        );

        Assert.Equal(["new 1"], await ValuesAsync(tenant, "@last 1h service:¦"));
        Assert.Equal(["new 1"], await ValuesAsync(tenant, "service:¦", from: "now-1h"));
        Assert.Equal(["old 1"], await ValuesAsync(tenant, "service:¦", from: "now-6h", to: "now-4h"));
        Assert.Equal(["new 1", "old 1"], await ValuesAsync(tenant, "service:¦"));
    }

    [Fact]
    public async Task Another_tenants_names_and_values_are_never_offered()
    {
        var (victim, attacker) = (host.NewTenant(), host.NewTenant());
        var secret = new StoredLog
        {
            Service = "swordfish",
            UserId = "swordfish",
            Attributes = [("swordfish", "swordfish"), ("shop", "swordfish")],
        };
        await host.StoreAsync(victim, secret);
        await host.StoreAsync(attacker, new StoredLog { Attributes = [("shop", "mine")] });

        // What the victim has been shown is remembered, but not for the attacker.
        foreach (var text in new[] { "sword¦", "service:sword¦", "user:¦", "shop:¦", "swordfish:¦", "x:\"sword¦" })
        {
            await AskAsync(victim, text);
            var answer = await AskAsync(attacker, text);
            Assert.DoesNotContain("swordfish", answer["items"]!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(TenantIsolationTests.Tricks), MemberType = typeof(TenantIsolationTests))]
    public async Task Whatever_is_typed_is_answered_and_shows_nothing_of_another_tenant(string trick)
    {
        await host.StoreAsync(host.NewTenant(), new StoredLog { Service = "swordfish", UserId = "swordfish" });
        var attacker = host.NewTenant();
        await host.StoreAsync(
            attacker,
            Enumerable.Range(0, 150).Select(n => new StoredLog { UserId = $"user-{n}", Service = $"service-{n}" })
        );

        foreach (var text in new[] { $"{trick}¦", $"service:{trick}¦", $"user:\"{trick}¦", $"\"{trick}\":¦" })
        {
            var answer = await AskAsync(attacker, text);
            Assert.DoesNotContain("swordfish", answer["items"]!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"query":"a","position":2}""", "position")]
    [InlineData("""{"query":"a","position":-1}""", "position")]
    [InlineData("""{"query":"a","from":"soon"}""", "from")]
    [InlineData("""{"query":null}""", "query")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_field(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await host.ClientOf(host.NewTenant())
            .PostAsync(new Uri(Complete, UriKind.Relative), content);

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([field], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    // The cursor is where the bar stands that is written ¦.
    private async Task<JsonObject> AskAsync(TenantId tenant, string text, string? from = null, string? to = null)
    {
        var position = text.LastIndexOf('¦');
        var query = text.Remove(position, 1);
        using var response = await host.ClientOf(tenant)
            .PostAsJsonAsync(
                new Uri(Complete, UriKind.Relative),
                new
                {
                    query,
                    position,
                    from,
                    to,
                }
            );
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{text}: {answer}");
        return JsonNode.Parse(answer)!.AsObject();
    }

    private async Task<JsonObject[]> ItemsAsync(TenantId tenant, string text) =>
        [.. (await AskAsync(tenant, text))["items"]!.AsArray().Select(item => item!.AsObject())];

    private async Task<string[]> ValuesAsync(TenantId tenant, string text, string? from = null, string? to = null) =>
        [
            .. (await AskAsync(tenant, text, from, to))["items"]!
                .AsArray()
                .Where(item => item!["kind"]!.GetValue<string>() == "value")
                .Select(item => $"{item!["label"]} {item["count"]}"),
        ];

    private async Task<string[]> AppliedAsync(TenantId tenant, string text) =>
        [
            .. (await ItemsAsync(tenant, text))
                .Where(item => item["kind"]!.GetValue<string>() == "value")
                .Select(item => item["apply"]!.GetValue<string>()),
        ];
}
