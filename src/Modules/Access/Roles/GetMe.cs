using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>Tells callers who they are here: <c>GET /api/v1/access/me</c>.</summary>
internal static class GetMe
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/access/me", (ClaimsPrincipal user) => DocumentJson.Answer(Of(user)))
            .Describe(
                "Tells who is calling: for which tenant, what they may do, and what of the telemetry they see.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "Who is calling.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.AnyCaller);

    private static Response Of(ClaimsPrincipal user)
    {
        var reader = Reader.Of(user);
        return new Response(
            Actor.Of(user).Name,
            user.Identity!.AuthenticationType!,
            reader.Tenant.Value,
            [.. user.FindAll(TenantId.OtherClaimType).Select(claim => claim.Value)],
            [.. user.FindAll(Permissions.ClaimType).Select(claim => claim.Value)],
            ScopeView.Of(reader.Scope)
        );
    }

    /// <param name="Name">The name that the audit trail knows the caller by.</param>
    /// <param name="Door">How they came in.</param>
    /// <param name="Tenant">Whose telemetry they bring and see.</param>
    /// <param name="OtherTenants">Which other tenants they may bring data of by naming them; <c>*</c> for all.</param>
    /// <param name="Permissions">What they may do.</param>
    /// <param name="Scope">What of the telemetry they see.</param>
    internal sealed record Response(
        string Name,
        string Door,
        string Tenant,
        IReadOnlyList<string> OtherTenants,
        IReadOnlyList<string> Permissions,
        ScopeView Scope
    );
}
