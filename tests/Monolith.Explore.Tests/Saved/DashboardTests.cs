using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FluentValidation;
using Monolith.Explore.Saved;

namespace Monolith.Explore.Tests.Saved;

public sealed class DashboardTests
{
    private const string Dashboards = "/api/v1/dashboards";

    [Fact]
    public async Task The_shipped_dashboards_are_there_for_every_tenant_and_keep_to_the_rules_of_all_others()
    {
        await using var host = await SavedHost.StartAsync();

        var list = (await host.JsonAsync(Dashboards, tenant: "new"))["dashboards"]!.AsArray();

        Assert.Equal(
            ["ai-model-performance", "api-performance", "ingest-and-pipeline", "slow-queries"],
            list.Select(dashboard => dashboard!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)
        );
        Assert.All(list, dashboard => Assert.True(dashboard!["built_in"]!.GetValue<bool>()));
        Assert.All(BuiltInDashboards.Read(), dashboard => new DashboardRules().ValidateAndThrow(dashboard));
    }

    [Fact]
    public async Task A_shipped_dashboard_is_changed_by_copying_it()
    {
        await using var host = await SavedHost.StartAsync();
        var copy = await host.JsonAsync($"{Dashboards}/api-performance");

        using var replaced = await host.SendAsync(
            HttpMethod.Put,
            $"{Dashboards}/api-performance",
            copy.DeepClone().AsObject()
        );
        using var deleted = await host.SendAsync(HttpMethod.Delete, $"{Dashboards}/api-performance");
        using var taken = await host.SendAsync(HttpMethod.Post, Dashboards, copy.DeepClone().AsObject());
        copy["id"] = "our-apis";
        using var copied = await host.SendAsync(HttpMethod.Post, Dashboards, copy);

        await SavedTests.ExpectAsync(replaced, HttpStatusCode.Conflict, "built-in");
        await SavedTests.ExpectAsync(deleted, HttpStatusCode.Conflict, "built-in");
        await SavedTests.ExpectAsync(taken, HttpStatusCode.Conflict, "already-saved");
        Assert.Equal(HttpStatusCode.Created, copied.StatusCode);
        var own = await host.JsonAsync($"{Dashboards}/our-apis");
        Assert.Null(own["built_in"]);
        Assert.Equal("tester", own["owner"]!.GetValue<string>());
        Assert.Equal(copy["panels"]!.ToJsonString(), own["panels"]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_wrong_with_a_dashboard_is_named_panel_by_panel()
    {
        foreach (var (field, spoil) in Mistakes())
        {
            await using var host = await SavedHost.StartAsync();
            var dashboard = Dashboard();
            spoil(dashboard);

            using var response = await host.SendAsync(HttpMethod.Post, Dashboards, dashboard);

            var problem = await SavedTests.ExpectAsync(response, HttpStatusCode.BadRequest, "invalid-request");
            Assert.Contains(field, problem["errors"]!.AsObject().Select(error => error.Key));
        }
    }

    [Fact]
    public async Task A_query_may_have_the_variables_of_its_dashboard()
    {
        await using var host = await SavedHost.StartAsync();
        var dashboard = Dashboard();
        dashboard["variables"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "service",
                ["field"] = "service",
                ["default"] = "a \"quoted\" one",
            }
        );
        dashboard["panels"]![0]!["query"] = "service:$service | timeseries count()";

        using var response = await host.SendAsync(HttpMethod.Post, Dashboards, dashboard);

        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    private static IEnumerable<(string Field, Action<JsonObject> Spoil)> Mistakes()
    {
        yield return ("refresh", d => d["refresh"] = "1s");
        yield return ("panels[0]", d => d["panels"]![0] = null);
        yield return ("panels[0].title", d => d["panels"]![0]!["title"] = "");
        yield return ("panels[0].chart", d => d["panels"]![0]!["chart"] = "pie");
        yield return ("panels[0].query", d => d["panels"]![0]!["query"] = "| stats count(");
        yield return ("panels[0].x", d => d["panels"]![0]!["x"] = 10);
        yield return ("panels[0].x", d => d["panels"]![0]!["h"] = 0);
        yield return ("panels[1].x", d => d["panels"]![1]!["x"] = 5);
        yield return ("panels[1].id", d => d["panels"]![1]!["id"] = "rate");
        yield return ("variables[0].name", d => d["variables"] = Variables("a-b"));
        yield return ("variables[1].name", d => d["variables"] = Variables("a", "a"));
    }

    private static JsonArray Variables(params string[] names) =>
        new([.. names.Select(name => new JsonObject { ["name"] = name, ["field"] = "service" })]);

    private static JsonObject Dashboard() =>
        new()
        {
            ["name"] = "Shop",
            ["description"] = "How the shop is doing.",
            ["panels"] = new JsonArray(Panel("rate", 0), Panel("errors", 6)),
            ["refresh"] = "30s",
        };

    private static JsonObject Panel(string id, int x) =>
        new()
        {
            ["id"] = id,
            ["title"] = "Rate",
            ["x"] = x,
            ["y"] = 0,
            ["w"] = 6,
            ["h"] = 4,
            ["chart"] = "line",
            ["query"] = "| timeseries count() by service",
        };
}
