using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>One destination and how it goes with it: <c>GET /api/v1/destinations/{id}</c>.</summary>
internal static class GetDestination
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/destinations/{id}",
                async (
                    string id,
                    HttpContext http,
                    DestinationStore store,
                    DestinationCatalog catalog,
                    CancellationToken cancellationToken
                ) =>
                {
                    var key = new DestinationKey(TenantId.Of(http.User), id);
                    var found = await store.GetAsync(key, cancellationToken);
                    var view = new DestinationView(found.Value, catalog.StatusOf(key));
                    return RoutingJson.Answer(http.Response, view, found.ETag);
                }
            )
            .Describe(
                "Shows a destination and how it goes with it, with its ETag.",
                api =>
                    api.Path("id", "The id of the destination.")
                        .Gives<DestinationView>(StatusCodes.Status200OK, "The destination.", RoutingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-destination")
            )
            .RequireAuthorization(Permissions.ReadPipelines);
}
