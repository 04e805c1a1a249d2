using Monolith.Platform.Security;

namespace Monolith.Access.Tenants;

/// <summary>Somebody whose telemetry is kept apart from all others'. A tenant that nobody has described has no plan of its own.</summary>
internal sealed record Tenant
{
    /// <summary>Its name, as requests and keys give it: see <see cref="TenantId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What the page calls it.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it may use.</summary>
    public TenantPlan Plan { get; init; } = TenantPlan.AsConfigured;
}
