using Monolith.Alerting.Alerts;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>Alerts that a receiver is told of together. Guarded by the lock of its owner.</summary>
internal sealed class AlertGroup(TenantId tenant, Route route, LabelSet labels)
{
    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);

    /// <summary>The route that brings alerts here.</summary>
    public Route Route { get; } = route;

    /// <summary>The labels that its alerts share because the route groups by them.</summary>
    public LabelSet Labels { get; } = labels;

    /// <summary>Whether it has no alerts any more.</summary>
    public bool IsEmpty => _alerts.Count == 0;

    /// <summary>Adds an alert, or what is new of it.</summary>
    public void Put(Alert alert) => _alerts[alert.Labels.Fingerprint] = alert;

    /// <summary>How it is at a moment, with what <see cref="Forget"/> needs to know of it.</summary>
    public (GroupState State, IReadOnlyList<Alert> Ended) At(DateTimeOffset now)
    {
        var alerts = _alerts.Values.Select(a => (Alert: a, Told: NotifiedAlert.Of(a, now))).ToList();
        return (
            new GroupState(tenant, Route, Labels, [.. alerts.Select(a => a.Told)], now, FingerprintSet.Empty),
            [.. alerts.Where(a => !a.Told.IsFiring).Select(a => a.Alert)]
        );
    }

    /// <summary>Removes alerts that have ended, except those of which something new has come meanwhile.</summary>
    public void Forget(IReadOnlyList<Alert> ended)
    {
        foreach (var alert in ended)
        {
            if (ReferenceEquals(_alerts.GetValueOrDefault(alert.Labels.Fingerprint), alert))
            {
                _alerts.Remove(alert.Labels.Fingerprint);
            }
        }
    }
}
