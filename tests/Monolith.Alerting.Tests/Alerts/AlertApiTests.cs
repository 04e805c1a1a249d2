using System.Net;
using MediatR;
using Monolith.Alerting.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Alerts;

public sealed class AlertApiTests : IAsyncLifetime
{
    private const string Rule = """
        {"id":"errors","name":"Errors","kind":"errorRate","groupBy":["service"],"threshold":0.5,"interval":"1d","keepFiringFor":"0s",
         "severity":"critical","annotations":{"summary":"{{ $labels.service }} fails {{ $value | humanizePercentage }}"}}
        """;

    private readonly TemporaryFolder _folder = new();
    private AlertingHost _host = null!;

    [Fact]
    public async Task An_alert_shows_its_state_labels_texts_and_value()
    {
        await FireAsync(("cart", 0.9));
        _host.Answers.Values(("cart", 0.8));
        await _host.EvaluateAsync("errors");

        var alert = Assert.Single((await _host.GetAsync("/api/v1/alerts"))["alerts"]!.AsArray())!;

        Assert.Equal("firing", $"{alert["state"]}");
        Assert.Equal("errors", $"{alert["ruleId"]}");
        Assert.Equal(
            """{"alertname":"Errors","service":"cart","severity":"critical"}""",
            alert["labels"]!.ToJsonString()
        );
        Assert.Equal("cart fails 80%", $"{alert["annotations"]!["summary"]}");
        Assert.Equal("0.8", $"{alert["value"]}");
        Assert.Equal("2026-03-04T05:06:07+00:00", $"{alert["activeAt"]}");
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("?state=firing", 2)]
    [InlineData("?state=pending", 0)]
    [InlineData("?state=inactive", 1)]
    [InlineData("?rule=errors", 2)]
    [InlineData("?rule=other", 0)]
    [InlineData("?filter=service%3D%22cart%22", 1)]
    [InlineData("?filter=service%3D~%22c.*%22&filter=severity%3D%22critical%22", 1)]
    [InlineData("?filter=service!%3D%22cart%22", 1)]
    public async Task Alerts_can_be_filtered(string query, int expected)
    {
        await FireAsync(("cart", 0.9), ("order", 0.9), ("auth", 0.9));
        _host.Answers.Values(("cart", 0.9), ("order", 0.9));
        await _host.EvaluateAsync("errors");

        Assert.Equal(expected, (await _host.GetAsync($"/api/v1/alerts{query}"))["alerts"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("?state=on")]
    [InlineData("?filter=service")]
    [InlineData("?filter=service%3D~%22(%22")]
    [InlineData("?label=x")]
    [InlineData("?acknowledged=yes")]
    public async Task A_filter_that_means_nothing_is_refused(string query)
    {
        using var response = await _host.Http.GetAsync(new Uri($"/api/v1/alerts{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Another_tenants_alerts_are_not_there()
    {
        await FireAsync(("cart", 0.9));
        _host.Http.DefaultRequestHeaders.Add(ModuleHost.TenantHeader, "attacker");

        Assert.Empty((await _host.GetAsync("/api/v1/alerts"))["alerts"]!.AsArray());
        var fingerprint = _host.Told.Alerts.Single().Labels.Fingerprint;
        var measured = await MeasureAsync(fingerprint, "attacker");
        Assert.Equal(AlertCondition.Unknown, measured.Condition);
        Assert.Null(measured.Value);
    }

    [Fact]
    public async Task The_question_of_an_alert_can_be_asked_again()
    {
        await FireAsync(("cart", 0.9), ("order", 0.9));
        var cart = _host.Told.Alerts.Single(a => a.Labels["service"] == "cart").Labels.Fingerprint;

        _host.Answers.Values(("cart", 0.7), ("order", 0.1));
        var met = await MeasureAsync(cart);
        _host.Answers.Values(("cart", 0.1), ("order", 0.9));
        var notMet = await MeasureAsync(cart);
        _host.Answers.Values(("order", 0.9));
        var noData = await MeasureAsync(cart);
        _host.Answers.Values(("cart", null));
        var nothing = await MeasureAsync(cart);
        _host.Answers.Fail("away");
        var unknown = await MeasureAsync(cart);

        Assert.Equal((AlertCondition.Met, 0.7), (met.Condition, met.Value));
        Assert.Equal("requestErrorShare over 5m by service > 0.5 and at least 20 samples", met.Question);
        Assert.Equal((AlertCondition.NotMet, 0.1), (notMet.Condition, notMet.Value));
        Assert.Equal((AlertCondition.NoData, null), (noData.Condition, noData.Value));
        Assert.Equal((AlertCondition.NoData, null), (nothing.Condition, nothing.Value));
        Assert.Equal((AlertCondition.Unknown, "away"), (unknown.Condition, unknown.Error));
        Assert.Equal(2, _host.Told.Alerts.Count); // nobody was told of the questions
    }

    public async ValueTask InitializeAsync() => _host = await AlertingHost.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FireAsync(params (string Service, double? Value)[] values)
    {
        await _host.AddAsync(Rule);
        _host.Answers.Values(values);
        await _host.EvaluateAsync("errors");
    }

    private Task<AlertMeasurement> MeasureAsync(string fingerprint, string tenant = "default") =>
        _host.Service<IMediator>().Send(new MeasureAlert(new TenantId(tenant), "errors", fingerprint));
}
