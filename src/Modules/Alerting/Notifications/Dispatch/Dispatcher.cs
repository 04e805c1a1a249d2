using System.Collections.Concurrent;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Scheduling;
using Monolith.Platform.Leases;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>Takes the alerts of rules and tells receivers of them, on the replica that has the lease. What it knows of alerts it
/// learns again after a restart; what receivers know is in documents. Thread-safe.</summary>
internal sealed class Dispatcher(DispatchServices services) : IAlertReceiver, IAlertingLeader
{
    private readonly Lock _gate = new(); // guards the next two
    private readonly Dictionary<(TenantId Tenant, string Fingerprint), Alert> _early = [];
    private Session? _session;

    /// <inheritdoc/>
    public Task ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken) =>
        SessionOrKeep(alerts)?.ReceiveAsync(alerts, cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async Task RunAsync(ILease lease, CancellationToken cancellationToken)
    {
        await using var session = new Session(services, cancellationToken);
        try
        {
            await session.ReceiveAsync(Begin(session), cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, services.Clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The lease is lost, or the host stops.
        }
        finally
        {
            lock (_gate)
            {
                _session = null;
            }
        }
    }

    /// <summary>Rules and notifications begin at the same time, and the rules may be quicker.</summary>
    private Session? SessionOrKeep(IReadOnlyList<Alert> alerts)
    {
        lock (_gate)
        {
            if (_session is null)
            {
                foreach (var alert in alerts)
                {
                    _early[(alert.Tenant, alert.Labels.Fingerprint)] = alert;
                }
            }

            return _session;
        }
    }

    private List<Alert> Begin(Session session)
    {
        lock (_gate)
        {
            _session = session;
            var early = _early.Values.ToList();
            _early.Clear();
            return early;
        }
    }

    /// <summary>The time during which this replica has the lease.</summary>
    private sealed class Session(DispatchServices services, CancellationToken stopping) : IAsyncDisposable
    {
        private readonly Recovery _recovery = new(
            services.Log,
            services.Sender,
            services.Clock,
            services.Logger,
            stopping
        );

        private readonly ConcurrentDictionary<TenantId, TenantDispatch> _tenants = new();

        public async Task ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
        {
            foreach (var ofTenant in alerts.GroupBy(a => a.Tenant))
            {
                var dispatch = _tenants.GetOrAdd(
                    ofTenant.Key,
                    tenant => new TenantDispatch(tenant, services, _recovery, stopping)
                );
                await dispatch.ReceiveAsync([.. ofTenant], cancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var dispatch in _tenants.Values)
            {
                await dispatch.DisposeAsync();
            }

            await _recovery.EndAsync();
        }
    }
}
