using Monolith.Alerting.Alerts;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>Looks after the alerts of one tenant while this replica does that: sorts them into groups, and gives each group its
/// turns. Thread-safe.</summary>
internal sealed class TenantDispatch(
    TenantId tenant,
    DispatchServices services,
    Recovery recovery,
    CancellationToken stopping
) : IAsyncDisposable
{
    // As long as rules tell of resolved alerts: what changes the routes meanwhile finds them here.
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan WaitAfterFailure = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1); // held while alerts come in, so that routes change for all of them at once
    private readonly Lock _gate = new(); // guards the alerts and the groups
    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly Dictionary<(Route Route, LabelSet Labels), (AlertGroup Group, Task Turns)> _groups = [];
    private RoutedBy? _routed;

    /// <summary>Takes alerts in.</summary>
    public async Task ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (stopping.IsCancellationRequested)
            {
                return; // the next replica hears of them from its own rules
            }

            var routing = await services.Routings.OfAsync(tenant, cancellationToken);
            var isNew = !ReferenceEquals(_routed?.Routing, routing);
            if (isNew)
            {
                await StopGroupsAsync();
                _routed = new RoutedBy(routing, services, tenant, stopping);
            }

            lock (_gate)
            {
                ForgetLongEndedLocked();
                foreach (var alert in alerts)
                {
                    _alerts[alert.Labels.Fingerprint] = alert;
                }

                foreach (var alert in isNew ? [.. _alerts.Values] : alerts)
                {
                    SortInLocked(alert, _routed!);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        await StopGroupsAsync();
        _turn.Release();
    }

    private void SortInLocked(Alert alert, RoutedBy routed)
    {
        foreach (var route in routed.Routing.Root.Match(alert.Labels))
        {
            var receiver = routed.Routing.Receivers[route.Receiver];
            routed.Forward(receiver, alert);
            if (receiver.Integrations.Count == 0)
            {
                continue; // nobody waits for this group
            }

            var name = (route, Labels: route.GroupLabels(alert.Labels));
            if (!_groups.TryGetValue(name, out var known))
            {
                var group = new AlertGroup(tenant, route, name.Labels);
                known = (group, TakeTurnsAsync(group, routed));
                _groups.Add(name, known);
                services.Metrics.GroupOpened();
            }

            known.Group.Put(alert);
        }
    }

    private void ForgetLongEndedLocked()
    {
        var longAgo = services.Clock.GetUtcNow() - KeptAfterEnd;
        foreach (var (fingerprint, alert) in _alerts)
        {
            if (alert.EndsAt < longAgo || alert.ValidUntil < longAgo)
            {
                _alerts.Remove(fingerprint);
            }
        }
    }

    /// <summary>The life of a group: the first turn after the group wait, then one each group interval until it is empty.</summary>
    private async Task TakeTurnsAsync(AlertGroup group, RoutedBy routed)
    {
        var next = services.Clock.GetUtcNow() + group.Route.GroupWait;
        try
        {
            do
            {
                await WaitUntilAsync(next, routed.Stopping);
                next = services.Clock.GetUtcNow() + group.Route.GroupInterval;
                if (!await TryTakeTurnAsync(group, routed))
                {
                    var soon = services.Clock.GetUtcNow() + WaitAfterFailure;
                    next = soon < next ? soon : next;
                }
            } while (!TryRemove(group));
        }
        catch (OperationCanceledException) when (routed.Stopping.IsCancellationRequested)
        {
            // Other routes, or another replica, take its alerts over.
        }
        finally
        {
            services.Metrics.GroupClosed();
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await Task.Yield(); // whoever makes a group holds the lock, and has not put an alert into it yet
        var wait = time - services.Clock.GetUtcNow();
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, services.Clock, cancellationToken);
    }

    /// <returns>False when something of ours failed: that is no reason to wait as long as for a receiver.</returns>
    private async Task<bool> TryTakeTurnAsync(AlertGroup group, RoutedBy routed)
    {
        var began = services.Clock.GetTimestamp();
        try
        {
            GroupState state;
            IReadOnlyList<Alert> ended;
            Inhibition inhibition;
            lock (_gate)
            {
                var now = services.Clock.GetUtcNow();
                (state, ended) = group.At(now);
                inhibition = InhibitionLocked(routed.Routing, now);
            }

            if (await services.Flush.RunAsync(state, routed.Routing, inhibition, recovery, routed.Stopping))
            {
                lock (_gate)
                {
                    group.Forget(ended);
                }
            }

            return true;
        }
        catch (Exception e) when (!routed.Stopping.IsCancellationRequested)
        {
            services.Logger.GroupFailed(e, tenant.Value);
            return false;
        }
        finally
        {
            services.Metrics.TurnTaken(services.Clock.GetElapsedTime(began));
        }
    }

    private Inhibition InhibitionLocked(Routing routing, DateTimeOffset now) =>
        new(
            routing.InhibitRules,
            routing.InhibitRules.Count == 0
                ? []
                : [.. _alerts.Values.Where(a => !(a.EndsAt <= now) && a.ValidUntil > now).Select(a => a.Labels)]
        );

    private bool TryRemove(AlertGroup group)
    {
        lock (_gate)
        {
            return group.IsEmpty && _groups.Remove((group.Route, group.Labels));
        }
    }

    private async Task StopGroupsAsync()
    {
        if (_routed is null)
        {
            return;
        }

        await _routed.DisposeAsync();
        List<Task> turns;
        lock (_gate)
        {
            turns = [.. _groups.Values.Select(g => g.Turns)];
            _groups.Clear();
        }

        await Task.WhenAll(turns);
        _routed = null;
    }
}
