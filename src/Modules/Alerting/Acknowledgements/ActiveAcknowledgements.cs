using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Acknowledgements;

/// <summary>Says which alerts are acknowledged now. Knows of a change on any replica after a second. Thread-safe.</summary>
internal sealed class ActiveAcknowledgements(AcknowledgementStore store, TimeProvider clock) : IDisposable
{
    private readonly Recent<ILookup<(string Tenant, string Fingerprint), Acknowledgement>> _byAlert = new(
        async cancellationToken => (await store.ListAsync(cancellationToken)).ToLookup(a => (a.Tenant, a.Fingerprint)),
        clock
    );

    /// <summary>Those of a tenant's alerts that fire and are acknowledged.</summary>
    public async Task<FingerprintSet> OfAsync(
        TenantId tenant,
        IEnumerable<NotifiedAlert> alerts,
        CancellationToken cancellationToken
    )
    {
        var byAlert = await _byAlert.GetAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return FingerprintSet.Of(alerts.Where(alert => alert.IsFiring && IsAcknowledged(alert)).Select(a => a.Labels));

        bool IsAcknowledged(NotifiedAlert alert) =>
            byAlert[(tenant.Value, alert.Labels.Fingerprint)]
                .Any(a => a.RuleId == alert.RuleId && a.HoldsFor(alert.StartsAt, now));
    }

    /// <inheritdoc/>
    public void Dispose() => _byAlert.Dispose();
}
