using Monolith.Platform.Security;

namespace Monolith.Access.Tenants;

/// <summary>What a tenant is, as it is written.</summary>
/// <param name="Name">What the page calls it.</param>
/// <param name="Plan">What it may use.</param>
internal sealed record TenantBody(string? Name = null, TenantPlan? Plan = null);

/// <summary>A tenant, as it is shown.</summary>
/// <param name="Id">Its name, as requests and keys give it.</param>
/// <param name="Name">What the page calls it.</param>
/// <param name="Plan">What it may use.</param>
internal sealed record TenantView(string Id, string Name, TenantPlan Plan)
{
    public static TenantView Of(Tenant tenant) => new(tenant.Id, tenant.Name, tenant.Plan);
}
