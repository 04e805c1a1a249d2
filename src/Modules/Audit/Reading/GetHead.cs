using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Security;

namespace Monolith.Audit.Reading;

/// <summary>Says where the caller's trail ends: <c>GET /api/v1/audit/head</c>. Who notes it elsewhere can prove later that nothing
/// before it was rewritten.</summary>
internal static class GetHead
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(
            "/head",
            async (HttpContext http, TrailReader reader, CancellationToken cancellationToken) =>
                TypedResults.Ok(await reader.HeadAsync(TenantId.Of(http.User), cancellationToken))
        );
}
