using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Streams;

/// <summary>How long the records of each stream are kept: <c>GET /api/v1/streams</c>.</summary>
internal static class GetStreams
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/streams",
                async (HttpContext http, StreamStore store, CancellationToken cancellationToken) =>
                {
                    var (settings, etag) = await store.GetAsync(TenantId.Of(http.User), cancellationToken);
                    return RoutingJson.Answer(http.Response, settings, etag);
                }
            )
            .Describe(
                "Shows how many days the records of each stream are kept.",
                api => api.Gives<StreamSettings>(StatusCodes.Status200OK, "The streams.", RoutingJson.Options)
            )
            .RequireAuthorization(Permissions.ReadPipelines);
}
