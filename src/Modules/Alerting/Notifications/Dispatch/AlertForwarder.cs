using System.Threading.Channels;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>
/// Hands alerts on as they come, as Prometheus does with an Alertmanager. Of an alert that waits only the latest state is
/// sent, so what waits has a bound. What cannot be delivered is dropped: rules tell of it again within a minute.
/// </summary>
internal sealed class AlertForwarder
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);
    private static readonly LabelSet NoLabels = new([]);

    private readonly TenantId _tenant;
    private readonly Integration _integration;
    private readonly DispatchServices _services;
    private readonly Lock _gate = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly Dictionary<string, NotifiedAlert> _waiting = new(StringComparer.Ordinal);

    // Touched only by the loop.
    private readonly Dictionary<string, bool> _firing = new(StringComparer.Ordinal);
    private NotifyOutcome? _lastOutcome;

    public AlertForwarder(
        TenantId tenant,
        Integration integration,
        DispatchServices services,
        CancellationToken stopping
    )
    {
        (_tenant, _integration, _services) = (tenant, integration, services);
        Ended = RunAsync(stopping);
    }

    /// <summary>Completes after it was told to stop.</summary>
    public Task Ended { get; }

    /// <summary>Hands an alert on, soon.</summary>
    public void Put(Alert alert)
    {
        var told = NotifiedAlert.Of(alert, _services.Clock.GetUtcNow());
        lock (_gate)
        {
            _waiting[alert.Labels.Fingerprint] = told;
        }

        _wake.Writer.TryWrite(true);
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _wake.Reader.ReadAsync(stopping);
                foreach (var batch in TakeAll().Chunk(_integration.MaxAlerts))
                {
                    await TryForwardAsync(batch, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What waits is told again to whoever comes next.
        }
    }

    private NotifiedAlert[] TakeAll()
    {
        lock (_gate)
        {
            NotifiedAlert[] taken = [.. _waiting.Values];
            _waiting.Clear();
            return taken;
        }
    }

    private async Task TryForwardAsync(IReadOnlyList<NotifiedAlert> batch, CancellationToken stopping)
    {
        try
        {
            await ForwardAsync(batch, stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            _services.Logger.ForwardingFailed(e, _tenant.Value);
        }
    }

    private async Task ForwardAsync(IReadOnlyList<NotifiedAlert> batch, CancellationToken stopping)
    {
        var now = _services.Clock.GetUtcNow();
        var content = new Told(
            FingerprintSet.Of(batch.Where(a => a.IsFiring).Select(a => a.Labels)),
            FingerprintSet.Of(batch.Where(a => !a.IsFiring).Select(a => a.Labels)),
            now
        );
        var key = NotificationLog.KeyOf(
            [_tenant.Value, _integration.Receiver, _integration.Name, $"{now.UtcTicks}"],
            [.. content.Firing.ToBytes(), .. content.Resolved.ToBytes()]
        );
        var notification = new Notification(_tenant.Value, _integration.Receiver, "", NoLabels, batch, 0, key);
        var attempts = await _services.Persistence.TellAsync(_integration, notification, GiveUpAfter, stopping);
        if (IsNews(batch, attempts.Last.Outcome))
        {
            var delivery = Delivery.Begin(notification, _integration.Name, NotifyReason.NewAlerts, content);
            await _services.Log.WriteAsync(
                _tenant.Value,
                delivery.End(attempts, _services.Clock.GetUtcNow()),
                stopping
            );
        }
    }

    /// <summary>Each alert is handed on each minute: only what differs from the last time is worth writing down.</summary>
    private bool IsNews(IReadOnlyList<NotifiedAlert> batch, NotifyOutcome outcome)
    {
        var isNews = _lastOutcome != outcome;
        _lastOutcome = outcome;
        foreach (var alert in batch)
        {
            var fingerprint = alert.Labels.Fingerprint;
            isNews |= !_firing.TryGetValue(fingerprint, out var firing) || firing != alert.IsFiring;
            _firing[fingerprint] = alert.IsFiring;
        }

        return isNews;
    }
}
