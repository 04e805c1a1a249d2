using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>Removes a destination, with what waits in its queue and its dead letters: <c>DELETE /api/v1/destinations/{id}</c>.</summary>
internal static class DeleteDestination
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
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
                    var etag = IfMatch.Of(http.Request);
                    await store.DeleteAsync(key, etag, Actor.Of(http.User), cancellationToken);
                    await catalog.ReloadAsync(cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a destination, with what waits in its queue and its dead letters. Records that pipelines still forward to "
                    + "it are stored as all others are.",
                api =>
                    api.Path("id", "The id of the destination.")
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-destination")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .RequireAuthorization(Permissions.ManagePipelines);
}
