using System.Security.Claims;
using Monolith.Platform.Security;

namespace Monolith.Access.Directory;

/// <summary>Makes those whom the doors let in.</summary>
internal static class Caller
{
    /// <summary>Somebody with a name, a tenant and what they may do there. Shared by all of their requests.</summary>
    /// <param name="scheme">The door.</param>
    /// <param name="name">The name that the audit trail knows them by.</param>
    /// <param name="tenant">Whose telemetry they bring and see.</param>
    /// <param name="entitlement">What they may do.</param>
    /// <param name="otherTenants">Which other tenants they may bring data of by naming them.</param>
    public static ClaimsPrincipal Make(
        string scheme,
        string name,
        string tenant,
        Entitlement entitlement,
        params IEnumerable<string> otherTenants
    )
    {
        var identity = new CallerIdentity(scheme, entitlement.Scope);
        identity.AddClaims([
            new Claim(ClaimTypes.Name, name),
            new Claim(TenantId.ClaimType, tenant),
            .. otherTenants.Select(other => new Claim(TenantId.OtherClaimType, other)),
            .. Permissions
                .All.Where(entitlement.Permissions.Contains)
                .Select(permission => new Claim(Permissions.ClaimType, permission)),
        ]);
        return new ClaimsPrincipal(identity);
    }
}
