using Monolith.Platform.Security;

namespace Monolith.Testing;

/// <summary>Gives all tenants the same plan, which a test may change while it runs.</summary>
public sealed class SomePlans : ITenantPlans
{
    /// <summary>The plan.</summary>
    public TenantPlan Plan { get; set; } = TenantPlan.AsConfigured;

    /// <inheritdoc/>
    public TenantPlan Of(TenantId tenant) => Plan;
}
