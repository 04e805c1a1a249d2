using System.Text.Json.Nodes;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

/// <summary>What Prometheus's own Alertmanager makes of our alerts.</summary>
public sealed class AlertmanagerTests : IAsyncLifetime
{
    private WebhookServer _ours = null!;
    private WebhookServer _theirs = null!;
    private AlertmanagerProcess _alertmanager = null!;
    private RunningModule _module = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            AlertmanagerProcess.IsInstalled,
            "prometheus-alertmanager is not installed: eng/install-alertmanager.sh does that on Debian."
        );
        _ours = await WebhookServer.StartAsync();
        _theirs = await WebhookServer.StartAsync();
        _alertmanager = await AlertmanagerProcess.StartAsync(_theirs.Url);
        _module = await RunningModule.StartAsync();
        await _module.Host.SendAsync(HttpMethod.Put, "/api/v1/alerts/notifications/config", Settings());
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
        {
            await _module.DisposeAsync();
            await _alertmanager.DisposeAsync();
            await _theirs.DisposeAsync();
            await _ours.DisposeAsync();
        }
    }

    [Fact]
    public async Task Alerts_show_up_there_with_our_fingerprint_and_resolve()
    {
        var alert = Firing("service=checkout", "name=Jos\u00e9 \"x\" \\ \n\u96ea");
        await _module.ReceiveAsync(alert);
        await Eventually.HoldsAsync(async () => (await _alertmanager.AlertsAsync()).Count == 1, "it shows the alert");

        var shown = (await _alertmanager.AlertsAsync())[0];
        Assert.Equal(alert.Labels.Fingerprint, $"{shown["fingerprint"]}");
        Assert.Equal("active", $"{shown["status"]!["state"]}");
        Assert.Equal("Checkout fails.", $"{shown["annotations"]!["summary"]}");
        Assert.Equal(
            alert.ValidUntil.ToUnixTimeMilliseconds(),
            shown["endsAt"]!.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds()
        );

        await _module.ReceiveAsync(alert.Resolved(TimeProvider.System.GetUtcNow()));
        await Eventually.HoldsAsync(
            async () => (await _alertmanager.AlertsAsync()).Count == 0,
            "it resolves the alert"
        );
    }

    [Fact]
    public async Task Names_that_it_does_not_take_are_made_plain()
    {
        await _module.ReceiveAsync(Firing("http.route=/pay/{id}"));

        await Eventually.HoldsAsync(async () => (await _alertmanager.AlertsAsync()).Count == 1, "it shows the alert");
        Assert.Equal("/pay/{id}", $"{(await _alertmanager.AlertsAsync())[0]["labels"]!["http_route"]}");
    }

    [Fact]
    public async Task Its_webhooks_and_ours_say_the_same()
    {
        var alert = Firing("service=checkout", "severity=critical");
        await _module.ReceiveAsync(alert);
        await _ours.HasAsync(1);
        await _theirs.HasAsync(1);
        await _module.ReceiveAsync(alert.Resolved(TimeProvider.System.GetUtcNow()));
        await _ours.HasAsync(2);
        await _theirs.HasAsync(2);

        Assert.Equal(Comparable(_theirs.Received[0]), Comparable(_ours.Received[0]));
        Assert.Equal(Comparable(_theirs.Received[1]), Comparable(_ours.Received[1]));
    }

    /// <summary>The payload without what belongs to an installation, and with times to the millisecond.</summary>
    private static string Comparable(Webhook webhook)
    {
        var json = webhook.Json;
        json.Remove("externalURL");
        foreach (var alert in json["alerts"]!.AsArray())
        {
            foreach (var time in new[] { "startsAt", "endsAt" })
            {
                Assert.EndsWith("Z", $"{alert![time]}");
                alert![time] = alert[time]!.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds();
            }
        }

        return json.ToJsonString();
    }

    private static Alert Firing(params string[] labels) => SomeAlert.Firing(TimeProvider.System.GetUtcNow(), labels);

    private JsonNode Settings() =>
        JsonNode.Parse(
            $$"""
            {
              "route": { "receiver": "team", "groupBy": ["alertname"], "groupWait": "0s", "groupInterval": "1s" },
              "receivers": [{
                "name": "team",
                "webhookConfigs": [{ "url": "{{_ours.Url}}" }],
                "alertmanagerConfigs": [{ "url": "{{_alertmanager.Url}}" }]
              }]
            }
            """
        )!;
}
