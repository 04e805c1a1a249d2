using System.Net;
using System.Text.Json.Nodes;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Tests.Fields;

public sealed class FieldsTests(ExploreHost host)
{
    [Fact]
    public async Task Fields_are_listed_with_type_and_coverage_and_where_they_are()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog
            {
                DurationMs = 5,
                Attributes = [("order.id", "17"), ("paid", "true"), ("shop", "b")],
                Resource = [("k8s.pod.name", "pod-1"), ("shop", "b"), ("service.name", "checkout")],
            },
            new StoredLog { Attributes = [("order.id", "x-18")], Resource = [("build", "42")] }
        );

        var answer = await host.ClientOf(tenant).JsonAsync("/api/v1/logs/fields?from=now-1h");

        var fields = answer["fields"]!.AsArray().ToDictionary(f => f!["name"]!.GetValue<string>(), f => f!);
        Assert.Equal(
            """{"name":"duration_ms","type":"number","coverage":0.5,"home":"field"}""",
            fields["duration_ms"].ToJsonString()
        );
        Assert.Equal(("string", 1.0, "field"), Of(fields["service"]));
        Assert.Equal(("time", 1.0, "field"), Of(fields["timestamp"]));
        Assert.Equal(("string", 1.0, "attribute"), Of(fields["order.id"]));
        Assert.Equal(("bool", 0.5, "attribute"), Of(fields["paid"]));
        Assert.Equal(("string", 0.5, "attribute"), Of(fields["shop"]));
        Assert.Equal(("string", 0.5, "resource"), Of(fields["k8s.pod.name"]));
        Assert.Equal(("number", 0.5, "resource"), Of(fields["build"]));
        Assert.DoesNotContain("service.name", fields.Keys);
        Assert.DoesNotContain("user_id", fields.Keys);
        Assert.False(answer["sampled"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("user")]
    [InlineData("level")]
    [InlineData("order id")]
    [InlineData("say \"hi\" \\")]
    [InlineData("a|b:(c)")]
    public async Task An_attribute_is_listed_counted_and_found_whatever_it_is_called(string name)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Body = "meant", Attributes = [(name, "anna")] },
            new StoredLog { UserId = "anna", SeverityText = "anna" }
        );
        using var http = host.ClientOf(tenant);
        var quoted = LogQueryPrinter.Field(new LogField(name));

        var fields = await http.JsonAsync("/api/v1/logs/fields");
        var facets = await http.JsonAsync($"/api/v1/logs/facets?field={Uri.EscapeDataString(quoted)}");
        var found = await http.BodiesAsync($"query={Uri.EscapeDataString($"{quoted}:anna")}");

        Assert.Contains(name, fields["fields"]!.AsArray().Select(field => field!["name"]!.GetValue<string>()));
        var facet = Assert.Single(facets["fields"]!.AsArray())!;
        Assert.Equal(name, facet["name"]!.GetValue<string>());
        Assert.Equal("""[{"value":"anna","count":1}]""", facet["values"]!.ToJsonString());
        Assert.Equal(["meant"], found);
    }

    [Fact]
    public async Task Only_records_that_meet_the_condition_are_looked_at()
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(
            tenant,
            new StoredLog { Service = "a", Attributes = [("of.a", "1")] },
            new StoredLog { Service = "b", Attributes = [("of.b", "1")] }
        );
        using var http = host.ClientOf(tenant);

        var ofA = (await http.JsonAsync("/api/v1/logs/fields?service=a")).ToJsonString();
        var none = await http.JsonAsync("/api/v1/logs/fields?service=none");

        Assert.Contains("\"of.a\"", ofA, StringComparison.Ordinal);
        Assert.DoesNotContain("\"of.b\"", ofA, StringComparison.Ordinal);
        Assert.Empty(none["fields"]!.AsArray());
    }

    [Fact]
    public async Task Of_many_records_a_sample_is_looked_at_and_that_is_told()
    {
        var tenant = host.NewTenant();
        await host.StoreManyAsync(tenant, 100_000);

        var answer = await host.ClientOf(tenant).JsonAsync("/api/v1/logs/fields");

        Assert.True(answer["sampled"]!.GetValue<bool>());
        Assert.Contains(answer["fields"]!.AsArray(), field => field!["name"]!.GetValue<string>() == "order.id");
    }

    [Fact]
    public async Task Another_tenants_fields_are_not_shown()
    {
        await host.StoreAsync(host.NewTenant(), new StoredLog { Attributes = [("swordfish", "1")] });
        var own = host.NewTenant();
        await host.StoreAsync(own, new StoredLog());

        var answer = await host.ClientOf(own).JsonAsync("/api/v1/logs/fields");

        Assert.DoesNotContain("swordfish", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=now&to=now", "from")]
    [InlineData("limit=5", "limit")]
    [InlineData("severity=bad", "severity")]
    public async Task What_is_wrong_is_told_by_the_name_of_the_parameter(string query, string parameter)
    {
        var (status, problem) = await host.ClientOf(host.NewTenant()).ProblemAsync($"/api/v1/logs/fields?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal([parameter], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private static (string Type, double Coverage, string Home) Of(JsonNode field) =>
        (field["type"]!.GetValue<string>(), field["coverage"]!.GetValue<double>(), field["home"]!.GetValue<string>());
}
