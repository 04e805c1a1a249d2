using Monolith.Alerting.Alerts;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Tests.Notifications.Support;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Notifications;

/// <summary>When receivers are told, on a clock that stands still: every moment is exact.</summary>
public sealed class DispatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private WebhookServer _webhooks = null!;

    public async ValueTask InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Alerts_that_come_within_the_group_wait_are_told_together()
    {
        await using var host = await StartAsync(ByName());
        var (one, other) = (SomeAlert.Firing(host.Now, "pod=1"), SomeAlert.Firing(host.Now, "pod=2"));

        await host.ReceiveAsync(one);
        await host.AdvanceAsync(Wait - TimeSpan.FromSeconds(1), turns: 0);
        await host.ReceiveAsync(other);
        Assert.Empty(_webhooks.Received);
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));

        var webhook = Assert.Single(_webhooks.Received);
        Assert.Equal(host.Now.ToUnixTimeSeconds(), webhook.At.ToUnixTimeSeconds());
        Assert.Equal(new[] { one.Labels.Fingerprint, other.Labels.Fingerprint }.Order(), webhook.Firing.Order());
    }

    [Fact]
    public async Task Groups_are_made_by_the_labels_that_the_route_says()
    {
        await using var host = await StartAsync(
            ByName() with
            {
                Route = ByName().Route with { GroupBy = ["service"] },
            }
        );

        await host.ReceiveAsync(
            SomeAlert.Firing(host.Now, "service=a", "pod=1"),
            SomeAlert.Firing(host.Now, "service=a", "pod=2"),
            SomeAlert.Firing(host.Now, "service=b", "pod=1")
        );
        await host.AdvanceAsync(Wait, turns: 2);

        Assert.Equal([1, 2], _webhooks.Received.Select(w => w.Alerts.Count).Order());
    }

    [Fact]
    public async Task A_new_alert_of_a_known_group_is_told_at_the_next_group_interval()
    {
        await using var host = await StartAsync(ByName());
        var start = host.Now;
        await host.ReceiveAsync(SomeAlert.Firing(host.Now, "pod=1"));
        await host.AdvanceAsync(Wait);

        await host.AdvanceAsync(TimeSpan.FromMinutes(1), turns: 0);
        await host.ReceiveAsync(SomeAlert.Firing(host.Now, "pod=1"), SomeAlert.Firing(host.Now, "pod=2"));
        await host.AdvanceAsync(Interval - TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1), turns: 0);
        Assert.Single(_webhooks.Received);
        await host.AdvanceAsync(TimeSpan.FromTicks(1));

        Assert.Equal([1, 2], _webhooks.Received.Select(w => w.Alerts.Count));
        Assert.Equal((start + Wait + Interval).ToUnixTimeSeconds(), _webhooks.Received[1].At.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task What_fires_unchanged_is_told_again_after_the_repeat_interval_and_not_before()
    {
        await using var host = await StartAsync(ByName());
        var alert = SomeAlert.Firing(host.Now, "pod=1");
        var told = host.Now + Wait;
        await host.ReceiveAsync(alert);
        await host.AdvanceAsync(Wait);

        for (var turn = 0; turn < 49; turn++)
        {
            alert = alert.Again(host.Now + Interval);
            await host.ReceiveAsync(alert);
            await host.AdvanceAsync(Interval);
        }

        // 48 intervals are four hours exactly, and not yet more than that.
        Assert.Equal(
            [told, told + (Interval * 49)],
            _webhooks.Received.Select(w => w.At.AddTicks(told.Ticks % TimeSpan.TicksPerSecond))
        );
        Assert.Equal(2, _webhooks.Received.Select(w => w.Key).Distinct().Count());
        Assert.Equal(NotifyReason.Repeat, (await host.DeliveriesAsync())[0].Reason);
    }

    [Fact]
    public async Task The_end_of_alerts_is_told_once()
    {
        await using var host = await StartAsync(ByName());
        var alert = SomeAlert.Firing(host.Now, "pod=1");
        await host.ReceiveAsync(alert);
        await host.AdvanceAsync(Wait);

        var resolved = alert.Resolved(host.Now);
        await host.ReceiveAsync(resolved);
        await host.AdvanceAsync(Interval);
        await host.ReceiveAsync(resolved); // rules tell of it for a quarter of an hour
        await host.AdvanceAsync(Wait);

        Assert.Equal(["firing", "resolved"], _webhooks.Received.Select(w => w.Status));
        Assert.Equal(
            [NotifyReason.AllResolved, NotifyReason.First],
            (await host.DeliveriesAsync()).Select(d => d.Reason)
        );
    }

    [Fact]
    public async Task An_alert_that_nobody_tells_of_any_more_counts_as_resolved()
    {
        await using var host = await StartAsync(ByName());
        await host.ReceiveAsync(SomeAlert.Firing(host.Now, "pod=1"));
        await host.AdvanceAsync(Wait);

        await host.AdvanceAsync(Interval);

        Assert.Equal("resolved", _webhooks.Received[1].Status);
    }

    [Fact]
    public async Task An_alert_that_comes_and_goes_before_anybody_was_told_is_not_told()
    {
        await using var host = await StartAsync(ByName());
        var alert = SomeAlert.Firing(host.Now, "pod=1");

        await host.ReceiveAsync(alert);
        await host.ReceiveAsync(alert.Resolved(host.Now));
        await host.AdvanceAsync(Wait);

        Assert.Empty(_webhooks.Received);
        Assert.Empty(await host.DeliveriesAsync());
    }

    [Fact]
    public async Task Who_does_not_want_to_know_of_ends_is_told_when_it_begins_again()
    {
        var settings = ByName();
        await using var host = await StartAsync(
            settings with
            {
                Receivers = [new ReceiverSettings("team", [new WebhookSettings(_webhooks.Url, SendResolved: false)])],
            }
        );
        var alert = SomeAlert.Firing(host.Now, "pod=1");
        await host.ReceiveAsync(alert);
        await host.AdvanceAsync(Wait);

        await host.ReceiveAsync(alert.Resolved(host.Now));
        await host.AdvanceAsync(Interval);
        await host.ReceiveAsync(alert.Again(host.Now));
        await host.AdvanceAsync(Wait);

        Assert.Equal(["firing", "firing"], _webhooks.Received.Select(w => w.Status));
        Assert.NotEqual(_webhooks.Received[0].Key, _webhooks.Received[1].Key);
    }

    [Fact]
    public async Task A_silenced_alert_is_not_told_and_a_silence_holds_within_two_seconds()
    {
        await using var host = await StartAsync(ByName());
        await host.ReceiveAsync(SomeAlert.Firing(host.Now, "pod=1"), SomeAlert.Firing(host.Now, "pod=2"));

        await host.AdvanceAsync(Wait - TimeSpan.FromSeconds(2), turns: 0);
        await host.SilenceAsync(TimeSpan.FromHours(1), new Matcher("pod", "1"));
        await host.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal("2", $"{Assert.Single(Assert.Single(_webhooks.Received).Alerts)["labels"]!["pod"]}");
    }

    [Fact]
    public async Task A_silence_holds_over_a_restart_and_what_it_held_back_is_told_after_it()
    {
        var clock = new VirtualTime();
        await using (var before = await StartAsync(ByName(), clock))
        {
            await before.SilenceAsync(TimeSpan.FromMinutes(3), new Matcher("pod", "1|2", IsRegex: true));
        }

        await using var host = await StartAsync(ByName(), clock);
        await host.ReceiveAsync(SomeAlert.Firing(host.Now, "pod=1"));
        await host.AdvanceAsync(Wait);
        Assert.Empty(_webhooks.Received);
        await host.ReceiveAsync(SomeAlert.Firing(host.Now + Interval, "pod=1"));
        await host.AdvanceAsync(Interval);

        Assert.Single(_webhooks.Received);
    }

    [Fact]
    public async Task A_silence_of_another_tenant_holds_nothing_back()
    {
        await using var host = await StartAsync(ByName());
        await host.SilenceAsync(TimeSpan.FromHours(1), new Matcher("pod", "1"));
        var attacker = new TenantId("attacker");
        await host.Service<SettingsStore>()
            .PutAsync(attacker, ByName(), etag: null, Actor.System("test"), CancellationToken.None);

        await host.ReceiveAsync(SomeAlert.Firing(host.Now, "pod=1"), SomeAlert.Firing(attacker, host.Now, "pod=1"));
        await host.AdvanceAsync(Wait, turns: 2);

        Assert.Single(_webhooks.Received);
        Assert.Empty(await host.DeliveriesAsync());
    }

    [Fact]
    public async Task An_inhibited_alert_is_told_once_its_source_is_over()
    {
        await using var host = await StartAsync(
            ByName() with
            {
                Route = ByName().Route with { GroupBy = ["severity"] },
                InhibitRules = [new InhibitRuleSettings(["severity=critical"], ["severity=warning"], ["service"])],
            }
        );
        var source = SomeAlert.Firing(host.Now, "severity=critical", "service=a");
        var target = SomeAlert.Firing(host.Now, "severity=warning", "service=a");
        await host.ReceiveAsync(source, target);
        await host.AdvanceAsync(Wait, turns: 2);
        Assert.Equal("critical", $"{Assert.Single(_webhooks.Received).Json["groupLabels"]!["severity"]}");

        await host.ReceiveAsync(source.Resolved(host.Now), target.Again(host.Now + Interval));
        await host.AdvanceAsync(Interval, turns: 2);

        Assert.Equal(
            ["critical resolved", "warning firing"],
            _webhooks.Received.Skip(1).Select(w => $"{w.Json["groupLabels"]!["severity"]} {w.Status}").Order()
        );
    }

    [Fact]
    public async Task Ten_thousand_alerts_of_a_group_are_told_in_two_notifications_of_bounded_size()
    {
        await using var host = await StartAsync(ByName());
        var alerts = Enumerable.Range(0, 10_000).Select(i => SomeAlert.Firing(host.Now, $"pod={i}")).ToList();

        await host.ReceiveAsync(alerts[..5_000]);
        await host.AdvanceAsync(Wait);
        await host.ReceiveAsync([.. alerts.Select(a => a.Again(host.Now + Interval))]);
        await host.AdvanceAsync(Interval);

        Assert.Equal([4_900, 9_900], _webhooks.Received.Select(w => w.Json["truncatedAlerts"]!.GetValue<int>()));
        Assert.All(_webhooks.Received, w => Assert.Equal(100, w.Alerts.Count));
        Assert.All(_webhooks.Received, w => Assert.InRange(w.Body.Length, 1, 100_000));
        Assert.Equal(10_000, (await host.DeliveriesAsync())[0].Firing);
    }

    [Fact]
    public async Task Other_settings_hold_from_the_next_alert_on()
    {
        await using var host = await StartAsync(NotificationSettings.Default);
        var alert = SomeAlert.Firing(host.Now, "pod=1");
        await host.ReceiveAsync(alert);

        await host.PutAsync(ByName());
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.ReceiveAsync(SomeAlert.Firing(host.Now, "pod=2"));
        await host.AdvanceAsync(Wait);

        Assert.Equal(2, Assert.Single(_webhooks.Received).Alerts.Count);
    }

    private NotificationSettings ByName() =>
        new(
            new RouteSettings("team", GroupBy: ["alertname"]),
            [new ReceiverSettings("team", [new WebhookSettings(_webhooks.Url)])]
        );

    private Task<NotificationHost> StartAsync(NotificationSettings settings, VirtualTime? clock = null) =>
        NotificationHost.StartAsync(_folder, settings, clock);
}
