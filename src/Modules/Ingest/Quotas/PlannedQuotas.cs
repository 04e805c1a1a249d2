using System.Collections.Concurrent;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Quotas;

/// <summary>The quotas of tenants whose plans say some. Thread-safe.</summary>
/// <param name="plans">The plans.</param>
/// <param name="options">What holds for everybody where a plan says nothing.</param>
/// <param name="clock">The time.</param>
internal sealed class PlannedQuotas(ITenantPlans plans, QuotaOptions options, TimeProvider clock)
{
    // Tenants with plans are those that somebody has described, so there are only so many.
    private readonly ConcurrentDictionary<TenantId, Planned> _quotas = new();

    /// <summary>The quota of a tenant's plan; null when it says none. When the plan changes, what was used before is forgotten.</summary>
    public Quota? Of(TenantId tenant)
    {
        var plan = plans.Of(tenant);
        if (plan is { BytesPerSecond: null, RecordsPerSecond: null })
        {
            return null;
        }

        var bytes = plan.BytesPerSecond ?? options.TenantBytesPerSecond;
        var records = plan.RecordsPerSecond ?? options.TenantRecordsPerSecond;
        if (_quotas.TryGetValue(tenant, out var known) && (known.Bytes, known.Records) == (bytes, records))
        {
            return known.Quota;
        }

        var quota = new Quota(bytes, records, options.Burst, clock);
        _quotas[tenant] = new Planned(bytes, records, quota);
        return quota;
    }

    private sealed record Planned(long Bytes, long Records, Quota Quota);
}
