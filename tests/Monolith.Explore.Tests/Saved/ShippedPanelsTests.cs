using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.Explore.Saved;
using Monolith.Platform.Security;

namespace Monolith.Explore.Tests.Saved;

public sealed class ShippedPanelsTests(ExploreHost host)
{
    public static TheoryData<string> Dashboards => new(BuiltInDashboards.Read().Select(dashboard => dashboard.Id!));

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_panel_of_a_shipped_dashboard_has_an_answer_that_its_chart_can_draw(string id)
    {
        var tenant = host.NewTenant();
        await host.StoreAsync(tenant, Records());
        var dashboard = BuiltInDashboards.Read().Single(dashboard => dashboard.Id == id);

        foreach (var panel in dashboard.Panels)
        {
            var answer = await AskAsync(tenant, DashboardVariables.Fill(panel.Query, dashboard.Variables));

            var types = answer["columns"]!.AsArray().Select(column => column!["type"]!.GetValue<string>()).ToList();
            var what = $"{id}/{panel.Id}: {answer.ToJsonString()}";
            Assert.True(answer["rows"]!.AsArray().Count > 0, what);
            Assert.True(types.Contains("number", StringComparer.Ordinal), what);
            Assert.True(panel.Chart is "table" or "value" || types.Contains("time", StringComparer.Ordinal), what);
        }
    }

    // What the services of a shop write: requests, inferences, statements, and Monolith's own warnings.
    private static StoredLog[] Records() =>
        [
            new()
            {
                Service = "checkout",
                Severity = 17,
                SeverityText = "ERROR",
                HttpRoute = "/orders",
                HttpStatus = 503,
                DurationMs = 120,
            },
            new()
            {
                Service = "model",
                DurationMs = 80,
                Attributes =
                [
                    ("model_version", "v2"),
                    ("latency_ms", "80.5"),
                    ("tokens_used", "300"),
                    ("cache_hits", "0"),
                ],
            },
            new()
            {
                Service = "order",
                DurationMs = 700,
                Attributes =
                [
                    ("db.system.name", "postgresql"),
                    ("db.operation.name", "SELECT"),
                    ("db.collection.name", "orders"),
                ],
            },
            new()
            {
                Service = "monolith",
                Severity = 13,
                SeverityText = "WARN",
            },
        ];

    private async Task<JsonObject> AskAsync(TenantId tenant, string query)
    {
        using var http = host.ClientOf(tenant);
        using var response = await http.PostAsJsonAsync(
            "/api/v1/query",
            new
            {
                query,
                from = "now-15m",
                to = "now",
            }
        );
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{query}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
