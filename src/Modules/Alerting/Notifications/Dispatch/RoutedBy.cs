using Monolith.Alerting.Alerts;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>What belongs to one state of a tenant's settings and ends with it.</summary>
internal sealed class RoutedBy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Dictionary<Integration, AlertForwarder> _forwarders;

    public RoutedBy(Routing routing, DispatchServices services, TenantId tenant, CancellationToken stopping)
    {
        Routing = routing;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Stopping = _stop.Token;
        _forwarders = routing
            .Receivers.Values.SelectMany(r => r.Forwards)
            .ToDictionary(i => i, i => new AlertForwarder(tenant, i, services, Stopping));
    }

    /// <summary>The settings.</summary>
    public Routing Routing { get; }

    /// <summary>Other settings hold, or another replica does the work.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Hands an alert on to those of a receiver's ways that take each as it comes.</summary>
    public void Forward(Receiver receiver, Alert alert)
    {
        foreach (var integration in receiver.Forwards)
        {
            _forwarders[integration].Put(alert);
        }
    }

    /// <summary>Ends all of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_forwarders.Values.Select(f => f.Ended));
        _stop.Dispose();
    }
}
