using System.Globalization;
using Microsoft.Extensions.Options;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Quotas;

/// <summary>
/// Who has sent how much. A request is let in as long as there is some quota left, whatever its size, and what it brings
/// beyond that is owed: so no request is too large for a quota, none is refused after it was read, and the rate holds.
/// Thread-safe.
/// </summary>
internal sealed class QuotaBook
{
    private readonly QuotaTable _keys;
    private readonly QuotaTable _tenants;
    private readonly PlannedQuotas? _plans;

    public QuotaBook(IOptions<QuotaOptions> options, TimeProvider clock, ITenantPlans? plans = null)
    {
        var o = options.Value;
        _plans = plans is null ? null : new PlannedQuotas(plans, o, clock);

        // Keys are those of the configuration, so there are only so many.
        _keys = new QuotaTable(o.KeyBytesPerSecond, o.KeyRecordsPerSecond, o.Keys, o.Burst, int.MaxValue, clock);
        _tenants = new QuotaTable(
            o.TenantBytesPerSecond,
            o.TenantRecordsPerSecond,
            o.Tenants,
            o.Burst,
            o.MaxTenants,
            clock
        );
    }

    /// <summary>Why the sender has to wait, or null when there is quota left.</summary>
    public QuotaExceededException? Exceeded(Sender sender) =>
        Exceeded(_keys.Of(sender.Key), "key", sender.Key)
        ?? Exceeded(OfTenant(sender.Tenant), "tenant", sender.Tenant.Value);

    /// <summary>Uses up. Negative numbers give back.</summary>
    public void Take(Sender sender, long bytes, long records)
    {
        _keys.Of(sender.Key)?.Take(bytes, records);
        OfTenant(sender.Tenant)?.Take(bytes, records);
    }

    // What a tenant's plan says goes before the configuration.
    private Quota? OfTenant(TenantId tenant) => _plans?.Of(tenant) ?? _tenants.Of(tenant.Value);

    private static QuotaExceededException? Exceeded(Quota? quota, string whose, string name) =>
        quota?.UsedUp is not var (bound, wait)
            ? null
            : new QuotaExceededException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The {whose} '{name}' may send {bound} a second and has used them up. Nothing of this request was read; "
                        + $"send it again in {Math.Ceiling(wait.TotalSeconds)} s."
                ),
                wait
            )
            {
                Reason = $"quota_of_{whose}",
            };
}
