using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Storage.Writing;

/// <summary>How long a tenant's rows are kept, where their stream does not say otherwise. Thread-safe.</summary>
/// <param name="retention">What holds for everybody.</param>
/// <param name="plans">What holds for single tenants; null where nobody manages any.</param>
internal sealed class TenantRetention(RetentionOptions retention, ITenantPlans? plans)
{
    /// <summary>The days for what a tenant writes from now on.</summary>
    public ushort DaysOf(TenantId tenant) => (ushort)(plans?.Of(tenant).RetentionDays ?? retention.RetentionDays);
}
