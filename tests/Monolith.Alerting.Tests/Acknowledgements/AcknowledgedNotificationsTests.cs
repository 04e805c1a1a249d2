using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Rules;
using Monolith.Alerting.Tests.Notifications.Support;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Tests.Acknowledgements;

/// <summary>Who is told of alerts that somebody looks after, on a clock that stands still.</summary>
public sealed class AcknowledgedNotificationsTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(12);

    // The first turn of a group at which the repeat interval is over, counted from the notification.
    private const int TurnsToRepeat = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTime _clock = new();
    private WebhookServer _webhooks = null!;

    public async ValueTask InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_acknowledged_alert_is_not_told_again_and_its_end_is()
    {
        await using var host = await StartAsync();
        var alert = await ToldAsync(host, "pod=1");
        await AcknowledgeAsync(host, alert);

        await TurnsAsync(host, 5 * TurnsToRepeat, alert);
        Assert.Single(_webhooks.Received);
        await host.ReceiveAsync(alert.Resolved(host.Now));
        await host.AdvanceAsync(Interval);

        Assert.Equal(["firing", "resolved"], _webhooks.Received.Select(w => w.Status));
    }

    [Fact]
    public async Task An_alert_that_nobody_acknowledged_is_told_again()
    {
        await using var host = await StartAsync();
        var alert = await ToldAsync(host, "pod=1");
        await AcknowledgeAsync(host, alert with { StartsAt = alert.StartsAt.AddHours(-1) }); // another firing
        await AcknowledgeAsync(host, alert with { RuleId = "other" });
        await AcknowledgeAsync(host, alert with { Tenant = new TenantId("attacker") });

        await TurnsAsync(host, TurnsToRepeat, alert);

        Assert.Equal(2, _webhooks.Received.Count);
    }

    [Fact]
    public async Task The_end_is_told_after_however_many_weeks()
    {
        await using var host = await StartAsync();
        var alert = await ToldAsync(host, "pod=1");
        await AcknowledgeAsync(host, alert);

        for (var days = 0; days < 21; days++)
        {
            await host.ReceiveAsync(alert.Again(host.Now.AddDays(1)));
            await host.AdvanceAsync(TimeSpan.FromDays(1));
        }

        await host.ReceiveAsync(alert.Resolved(host.Now));
        await host.AdvanceAsync(Interval);

        Assert.Equal(["firing", "resolved"], _webhooks.Received.Select(w => w.Status));
    }

    [Fact]
    public async Task A_new_alert_of_the_group_is_told_beside_the_acknowledged_one()
    {
        await using var host = await StartAsync();
        var known = await ToldAsync(host, "pod=1");
        await AcknowledgeAsync(host, known);

        var other = SomeAlert.Firing(host.Now, "pod=2");
        await host.ReceiveAsync(other.Again(host.Now + Interval), known.Again(host.Now + Interval));
        await host.AdvanceAsync(Interval);

        Assert.Equal(2, _webhooks.Received.Count);
        Assert.Equal(
            new[] { known.Labels.Fingerprint, other.Labels.Fingerprint }.Order(),
            _webhooks.Received[1].Firing.Order()
        );
        Assert.Equal(NotifyReason.NewAlerts, (await host.DeliveriesAsync())[0].Reason);
    }

    [Fact]
    public async Task What_is_told_again_is_what_nobody_looks_after()
    {
        await using var host = await StartAsync();
        var (one, other) = (SomeAlert.Firing(host.Now, "pod=1"), SomeAlert.Firing(host.Now, "pod=2"));
        await host.ReceiveAsync(one, other);
        await host.AdvanceAsync(Wait);
        await AcknowledgeAsync(host, one);

        await TurnsAsync(host, TurnsToRepeat, one, other);
        Assert.Equal([other.Labels.Fingerprint], _webhooks.Received[^1].Firing);
        await host.ReceiveAsync(one.Resolved(host.Now), other.Again(host.Now + Interval));
        await host.AdvanceAsync(Interval);

        // That it was left out is no reason not to tell of its end.
        Assert.Equal(3, _webhooks.Received.Count);
        Assert.Equal(["resolved"], _webhooks.Received[2].Alerts.Select(a => $"{a["status"]}").Except(["firing"]));
        Assert.Equal(
            [NotifyReason.NewlyResolved, NotifyReason.Repeat, NotifyReason.First],
            (await host.DeliveriesAsync()).Select(d => d.Reason)
        );
    }

    [Fact]
    public async Task An_alert_whose_acknowledgement_is_over_is_told_again_at_the_next_turn()
    {
        await using var host = await StartAsync();
        var alert = await ToldAsync(host, "pod=1");
        await AcknowledgeAsync(host, alert, Interval * 6);

        await TurnsAsync(host, 5, alert);
        Assert.Single(_webhooks.Received);
        await TurnsAsync(host, 1, alert);

        Assert.Equal(["firing", "firing"], _webhooks.Received.Select(w => w.Status));
    }

    [Fact]
    public async Task An_alert_whose_acknowledgement_is_taken_back_is_told_again_at_the_next_turn()
    {
        await using var host = await StartAsync();
        var alert = await ToldAsync(host, "pod=1");
        await AcknowledgeAsync(host, alert);
        await TurnsAsync(host, TurnsToRepeat, alert);
        Assert.Single(_webhooks.Received);

        await host.Service<AcknowledgementStore>()
            .WithdrawAsync(
                new RuleKey(alert.Tenant, alert.RuleId),
                InstanceOf(alert),
                Actor.System("test"),
                CancellationToken.None
            );
        await TurnsAsync(host, 1, alert);

        Assert.Equal(2, _webhooks.Received.Count);
    }

    [Fact]
    public async Task An_acknowledgement_holds_over_a_restart()
    {
        Alert alert;
        await using (var before = await StartAsync())
        {
            alert = await ToldAsync(before, "pod=1");
            await AcknowledgeAsync(before, alert);
        }

        await using var host = await StartAsync();
        await host.ReceiveAsync(alert.Again(host.Now));
        await host.AdvanceAsync(Wait);
        await TurnsAsync(host, 2 * TurnsToRepeat, alert);

        Assert.Single(_webhooks.Received);
    }

    private Task<NotificationHost> StartAsync() =>
        NotificationHost.StartAsync(
            _folder,
            new NotificationSettings(
                new RouteSettings("team", GroupBy: ["alertname"], RepeatInterval: new PromDuration(Repeat)),
                [new ReceiverSettings("team", [new WebhookSettings(_webhooks.Url)])]
            ),
            _clock
        );

    /// <summary>An alert of which the receiver was told.</summary>
    private static async Task<Alert> ToldAsync(NotificationHost host, params string[] labels)
    {
        var alert = SomeAlert.Firing(host.Now, labels);
        await host.ReceiveAsync(alert);
        await host.AdvanceAsync(Wait);
        return alert;
    }

    private static async Task TurnsAsync(NotificationHost host, int turns, params Alert[] alerts)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            await host.ReceiveAsync([.. alerts.Select(alert => alert.Again(host.Now + Interval))]);
            await host.AdvanceAsync(Interval);
        }
    }

    private static Task<Acknowledgement> AcknowledgeAsync(
        NotificationHost host,
        Alert alert,
        TimeSpan? length = null
    ) =>
        host.Service<AcknowledgementStore>()
            .SaveAsync(
                new Acknowledgement(
                    alert.Tenant.Value,
                    alert.RuleId,
                    alert.Labels.Fingerprint,
                    alert.StartsAt,
                    "tester",
                    host.Now,
                    "I look after it.",
                    host.Now + length
                ),
                InstanceOf(alert),
                Actor.System("test"),
                CancellationToken.None
            );

    private static AlertInstance InstanceOf(Alert alert) =>
        new(alert.Labels, alert.Annotations, AlertState.Firing, alert.Value, alert.StartsAt);
}
