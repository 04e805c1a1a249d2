using System.Text.Json;
using System.Text.Json.Nodes;
using MediatR;
using Monolith.Alerting.Contracts;
using Monolith.Explore.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Seen;

/// <summary>Rules see all of the tenant; who reads their alerts may not.</summary>
public sealed class SeenAlertsTests : IAsyncLifetime
{
    private const string Victim = "anna@example.org";

    private const string Rule = """
        {"id":"failures","name":"Failures","kind":"threshold","measure":{"kind":"count"},"groupBy":["service","user_id"],"threshold":5,"for":"0s",
         "filter":{"severity":"error"},"interval":"1d","labels":{"who":"{{ $labels.user_id }}","team":"shop"},
         "annotations":{"summary":"{{ $labels.user_id }} fails {{ $value }} times in {{ $labels.service }}"}}
        """;

    private readonly TemporaryFolder _folder = new();
    private AlertingHost _host = null!;

    [Fact]
    public async Task An_alert_shows_nothing_that_its_reader_does_not_see()
    {
        await FireAsync();
        var whole = await AlertsAsync(DataScope.Everything);

        var seen = Assert.Single(await AlertsAsync(Hiding("user_id")))!;

        Assert.Contains(Victim, whole.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"alertname":"Failures","service":"cart","severity":"warning","team":"shop","user_id":"[hidden]","who":"[hidden]"}""",
            seen["labels"]!.ToJsonString()
        );
        Assert.Equal("[hidden] fails 9 times in cart", $"{seen["annotations"]!["summary"]}");
        Assert.Equal("9", $"{seen["value"]}");

        // A name that is made of what is hidden could be compared with names made of guesses.
        Assert.NotEqual($"{whole[0]!["fingerprint"]}", $"{seen["fingerprint"]}");
    }

    [Theory]
    [InlineData("user", "user_id")]
    [InlineData("enduser.id", "user_id")]
    [InlineData("service.name", "service")]
    public async Task A_label_is_hidden_under_whatever_name_its_field_is_hidden(string hidden, string label)
    {
        await FireAsync();

        var seen = Assert.Single(await AlertsAsync(Hiding(hidden)))!;

        Assert.Equal(Sight.Cover, $"{seen["labels"]![label]}");
    }

    [Fact]
    public async Task Nothing_is_learnt_by_filtering_by_what_is_hidden()
    {
        await FireAsync();
        var guess = Uri.EscapeDataString($"user_id=\"{Victim}\"");

        Assert.Single(await AlertsAsync(DataScope.Everything, $"?filter={guess}"));
        Assert.Empty(await AlertsAsync(Hiding("user_id"), $"?filter={guess}"));
    }

    [Fact]
    public async Task What_is_measured_of_a_hidden_field_is_not_told()
    {
        await FireAsync();

        // The severity is what records are counted by.
        var seen = Assert.Single(await AlertsAsync(Hiding("level")))!;
        var rule = await GetAsync("/api/v1/alerts/rules/failures", Hiding("level"));

        Assert.False(seen.AsObject().TryGetPropertyValue("value", out var value) && value is not null);
        Assert.DoesNotContain("9", $"{seen["annotations"]!["summary"]}", StringComparison.Ordinal);
        Assert.Empty(rule["evaluation"]!["values"]!.AsArray());
    }

    [Fact]
    public async Task What_a_rule_measured_last_is_told_as_far_as_it_is_seen()
    {
        await FireAsync();

        var whole = await GetAsync("/api/v1/alerts/rules", DataScope.Everything);
        var seen = await GetAsync("/api/v1/alerts/rules", Hiding("user_id"));
        var ofOthers = await GetAsync("/api/v1/alerts/rules", Rows(new RowRule { Services = ["order"] }));

        Assert.Contains(Victim, whole.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Victim, seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("cart", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"cart\"", ofOthers.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"services":["cart"]}""", true)]
    [InlineData("""{"services":["c*"]}""", true)]
    [InlineData("""{"services":["c?rt"]}""", false)]
    [InlineData("""{"services":["order"]}""", false)]
    [InlineData("""{"leastSeverity":17}""", true)] // the rule asks for errors
    [InlineData("""{"leastSeverity":21}""", false)]
    [InlineData("""{"streams":["default"]}""", false)] // it asks for those of all streams
    public async Task An_alert_is_there_for_who_sees_all_rows_that_it_is_about(string rule, bool isThere)
    {
        await FireAsync();

        var alerts = await AlertsAsync(Rows(JsonSerializer.Deserialize<RowRule>(rule, JsonSerializerOptions.Web)!));

        Assert.Equal(isThere ? 1 : 0, alerts.Count);
    }

    [Fact]
    public async Task A_label_that_the_rule_gives_itself_makes_no_row_seen()
    {
        await _host.AddAsync(
            """
            {"id":"all","name":"All","kind":"threshold","measure":{"kind":"count"},"threshold":5,"interval":"1d","labels":{"service":"cart"}}
            """
        );
        _host.Answers.Answer = asked => [new Measurement(asked.At, new Dictionary<string, string>(), 9, 9)];
        await _host.EvaluateAsync("all");

        Assert.Single(await AlertsAsync(DataScope.Everything));
        Assert.Empty(await AlertsAsync(Rows(new RowRule { Services = ["cart"] })));
    }

    [Fact]
    public async Task What_is_hidden_is_told()
    {
        using var request = Request("/api/v1/alerts", Hiding("user_id"));
        using var response = await _host.Http.SendAsync(request);

        Assert.Equal(
            """{"fields":["user_id"],"rows":false}""",
            response.Headers.GetValues("X-Monolith-Hidden").Single()
        );
    }

    [Fact]
    public async Task Who_keeps_alerts_is_told_what_of_them_is_seen()
    {
        await FireAsync();
        var fired = Assert.Single(_host.Told.Alerts);

        var seen = await SeeAsync(Hiding("user_id"), fired.Labels);
        var unseen = await SeeAsync(Rows(new RowRule { Services = ["order"] }), fired.Labels);

        Assert.Equal(Sight.Cover, seen!.Labels["user_id"]);
        Assert.NotEqual(fired.Labels.Fingerprint, seen.Fingerprint);
        Assert.True(seen.ShowsValue);
        Assert.Null(unseen);
    }

    public async ValueTask InitializeAsync() => _host = await AlertingHost.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FireAsync()
    {
        await _host.AddAsync(Rule);
        var group = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["service"] = "cart",
            ["user_id"] = Victim,
        };
        _host.Answers.Answer = asked => [new Measurement(asked.At, group, 9, 100)];
        await _host.EvaluateAsync("failures");
    }

    private async Task<AlertSight?> SeeAsync(DataScope scope, IReadOnlyDictionary<string, string> labels) =>
        (
            await _host
                .Service<IMediator>()
                .Send(
                    new SeeAlerts(new Reader(TenantId.Default, scope), [new KeptAlert("failures", labels)]),
                    TestContext.Current.CancellationToken
                )
        )[0];

    private async Task<JsonArray> AlertsAsync(DataScope scope, string query = "") =>
        (await GetAsync($"/api/v1/alerts{query}", scope))["alerts"]!.AsArray();

    private async Task<JsonNode> GetAsync(string path, DataScope scope)
    {
        using var request = Request(path, scope);
        using var response = await _host.Http.SendAsync(request);
        return JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
    }

    private static HttpRequestMessage Request(string path, DataScope scope)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(ModuleHost.ScopeHeader, JsonSerializer.Serialize(scope, JsonSerializerOptions.Web));
        return request;
    }

    private static DataScope Hiding(string field) => DataScope.Everything with { HiddenFields = [field] };

    private static DataScope Rows(RowRule rule) => DataScope.Everything with { Rows = [rule] };
}
