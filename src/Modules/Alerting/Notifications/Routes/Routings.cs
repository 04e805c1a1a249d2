using System.Collections.Concurrent;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Settings;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Routes;

/// <summary>Gives each tenant's settings ready for work, and knows of a change on any replica after a second. Thread-safe.</summary>
internal sealed class Routings(SettingsStore store, ReceiverFactory receivers, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TenantId, Known> _known = new();

    /// <summary>How a tenant's alerts are routed now: the same object for as long as the settings are the same.</summary>
    public async Task<Routing> OfAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(tenant, out var known) && now - known.ReadAt < MaxAge)
        {
            return known.Routing;
        }

        var stored = await store.GetAsync(tenant, cancellationToken);
        var routing = known is not null && IsSame(known.Stored, stored) ? known.Routing : Make(tenant, stored.Settings);
        _known[tenant] = new Known(stored, routing, now);
        return routing;
    }

    private Routing Make(TenantId tenant, NotificationSettings settings) =>
        new(
            new Route(settings.Route),
            settings.Receivers.ToDictionary(r => r.Name, r => receivers.Create(tenant, r), StringComparer.Ordinal),
            [.. (settings.InhibitRules ?? []).Select(rule => new InhibitRule(rule))]
        );

    private static bool IsSame(StoredSettings one, StoredSettings other) =>
        one.ETag is null ? ReferenceEquals(one.Settings, other.Settings) : one.ETag == other.ETag;

    private sealed record Known(StoredSettings Stored, Routing Routing, DateTimeOffset ReadAt);
}
