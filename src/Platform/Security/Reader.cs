using System.Security.Claims;

namespace Monolith.Platform.Security;

/// <summary>Who asks for telemetry: whose it is, and what of it they may see. Questions cannot be made without one.</summary>
/// <param name="Tenant">Whose telemetry.</param>
/// <param name="Scope">What of it is seen.</param>
public sealed record Reader(TenantId Tenant, DataScope Scope)
{
    /// <summary>The caller.</summary>
    /// <exception cref="InvalidOperationException">The caller came by no door of ours: the endpoint forgot to ask for a
    /// permission.</exception>
    public static Reader Of(ClaimsPrincipal caller) =>
        new(
            TenantId.Of(caller),
            caller.Identities.OfType<CallerIdentity>().FirstOrDefault()?.Scope
                ?? throw new InvalidOperationException("The caller has no scope.")
        );

    /// <summary>A part of the system that works for all of the tenant: rules of alerts, healing.</summary>
    public static Reader Whole(TenantId tenant) => new(tenant, DataScope.Everything);
}
