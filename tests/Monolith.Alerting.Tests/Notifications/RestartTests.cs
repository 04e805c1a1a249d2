using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Notifications;

/// <summary>A process ends in each stage of telling a receiver, and another takes over. Nothing stays untold, and what is told
/// twice has one key.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTime _clock = new();
    private WebhookServer _webhooks = null!;

    public async ValueTask InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1, false, 1)] // before it is written down that it is being sent
    [InlineData(1, true, 1)] // after that, before it is sent
    [InlineData(2, false, 2)] // after it was sent, before that is written down
    [InlineData(2, true, 1)] // after all of it
    public async Task A_process_that_ends_leaves_nothing_untold(int commit, bool isMade, int webhooks)
    {
        var store = new DyingStore();
        var alert = SomeAlert.Firing(_clock.GetUtcNow(), "pod=1");
        await using (var first = await NotificationHost.StartAsync(_folder, Settings(), _clock, store))
        {
            await first.ReceiveAsync(alert);
            store.DieAt(commit, isMade);
            first.Clock.Advance(Wait); // once: time that goes on meanwhile could be over for the receiver
            await Eventually.HoldsAsync(() => store.IsDead, "the process ended");
        }

        await using var second = await NotificationHost.StartAsync(_folder, clock: _clock);
        await second.ReceiveAsync(alert.Again(second.Now + Interval));
        await second.AdvanceAsync(Wait);
        await second.ReceiveAsync(alert.Again(second.Now + Interval));
        await second.AdvanceAsync(Interval);
        await _webhooks.HasAsync(webhooks);
        await Eventually.HoldsAsync(
            async () => (await second.DeliveriesAsync()).All(d => d.Status == DeliveryStatus.Delivered),
            "the log says that it was delivered"
        );

        Assert.Equal(webhooks, _webhooks.Received.Count);
        Assert.Single(_webhooks.Received.Select(w => w.Key).Distinct());
        Assert.All(_webhooks.Received, w => Assert.Equal(alert.Labels.Fingerprint, Assert.Single(w.Firing)));
        Assert.Single(await second.DeliveriesAsync());
    }

    [Fact]
    public async Task What_was_on_its_way_is_sent_again_even_if_the_alert_never_comes_back()
    {
        _webhooks.Answer = (http, number) =>
            number == 1 ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask;
        var alert = SomeAlert.Firing(_clock.GetUtcNow(), "pod=1");
        await using (var first = await NotificationHost.StartAsync(_folder, Settings(), _clock))
        {
            await first.ReceiveAsync(alert);
            _clock.Advance(Wait);
            await _webhooks.HasAsync(1);
        }

        await using var second = await NotificationHost.StartAsync(_folder, clock: _clock);
        await _webhooks.HasAsync(2);

        Assert.Equal(_webhooks.Received[0].Key, _webhooks.Received[1].Key);
        Assert.Equal(_webhooks.Received[0].Body, _webhooks.Received[1].Body);
        await Eventually.HoldsAsync(
            async () => (await second.DeliveriesAsync()).Single().Status == DeliveryStatus.Delivered,
            "the log says so"
        );
        Assert.Equal(NotifyReason.Resumed, (await second.DeliveriesAsync()).Single().Reason);
    }

    [Fact]
    public async Task An_end_that_comes_after_the_restart_is_told()
    {
        var alert = SomeAlert.Firing(_clock.GetUtcNow(), "pod=1");
        await using (var first = await NotificationHost.StartAsync(_folder, Settings(), _clock))
        {
            await first.ReceiveAsync(alert);
            await first.AdvanceAsync(Wait);
        }

        await using var second = await NotificationHost.StartAsync(_folder, clock: _clock);
        await second.ReceiveAsync(alert.Resolved(second.Now));
        await second.AdvanceAsync(Wait);

        Assert.Equal(["firing", "resolved"], _webhooks.Received.Select(w => w.Status));
    }

    [Fact]
    public async Task Receivers_that_know_already_are_not_told_after_a_restart()
    {
        var alert = SomeAlert.Firing(_clock.GetUtcNow(), "pod=1");
        for (var process = 0; process < 3; process++)
        {
            await using var host = await NotificationHost.StartAsync(_folder, Settings(), _clock);
            await host.ReceiveAsync(alert.Again(host.Now + Interval));
            await host.AdvanceAsync(Wait);
        }

        Assert.Single(_webhooks.Received);
    }

    private NotificationSettings Settings() =>
        new(
            new RouteSettings("team", GroupBy: ["alertname"]),
            [new ReceiverSettings("team", [new WebhookSettings(_webhooks.Url)])]
        );
}
