using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Security;

/// <summary>Who asks for telemetry: whose it is, and what of it they may see. Questions cannot be made without one.</summary>
/// <param name="Tenant">Whose telemetry.</param>
/// <param name="Scope">What of it is seen.</param>
public sealed record Reader(TenantId Tenant, DataScope Scope)
{
    /// <summary>A caller as a door let them in: what their roles show. Telemetry is asked for with
    /// <see cref="Of(HttpContext)"/>, which knows too what contracts guard.</summary>
    /// <exception cref="InvalidOperationException">The caller came by no door of ours: the endpoint forgot to ask for a
    /// permission.</exception>
    public static Reader Of(ClaimsPrincipal caller) =>
        new(
            TenantId.Of(caller),
            caller.Identities.OfType<CallerIdentity>().FirstOrDefault()?.Scope
                ?? throw new InvalidOperationException("The caller has no scope.")
        );

    /// <summary>The caller of an endpoint, from whom the fields are hidden too that the tenant's contracts guard.</summary>
    /// <exception cref="InvalidOperationException">As with <see cref="Of(ClaimsPrincipal)"/>.</exception>
    public static Reader Of(HttpContext http)
    {
        var reader = Of(http.User);
        var guarded = http.RequestServices.GetService<IGuardedFields>();
        return guarded is null ? reader : reader with { Scope = reader.Scope.Guarding(guarded, reader.Tenant) };
    }

    /// <summary>A part of the system that works for all of the tenant: rules of alerts, healing.</summary>
    public static Reader Whole(TenantId tenant) => new(tenant, DataScope.Everything);
}
