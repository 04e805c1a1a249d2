using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Reading;

/// <summary>Says where the caller's trail ends: <c>GET /api/v1/audit/head</c>. Who notes it elsewhere can prove later that nothing
/// before it was rewritten.</summary>
internal static class GetHead
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/head",
                async (HttpContext http, TrailReader reader, CancellationToken cancellationToken) =>
                    TypedResults.Ok(await reader.HeadAsync(TenantId.Of(http.User), cancellationToken))
            )
            .Describe(
                "Says where the audit trail ends: noted elsewhere, it proves later that nothing before it was rewritten.",
                api =>
                    api.Gives<TrailHead>(
                        StatusCodes.Status200OK,
                        "The size of the trail, and its last link.",
                        JsonSerializerOptions.Web
                    )
            );
}
