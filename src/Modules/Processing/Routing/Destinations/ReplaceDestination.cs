using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>Replaces a destination: <c>PUT /api/v1/destinations/{id}</c>. What waits in its queue goes by the new settings.</summary>
internal static class ReplaceDestination
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/destinations/{id}",
                async (
                    string id,
                    HttpContext http,
                    DestinationStore store,
                    DestinationCatalog catalog,
                    DestinationSecrets secrets,
                    DestinationPlans plans,
                    CancellationToken cancellationToken
                ) =>
                {
                    var destination = await RoutingJson.ReadAsync<Destination>(http.Request, cancellationToken);
                    var key = new DestinationKey(TenantId.Of(http.User), id);
                    DestinationRules.Check(destination, key.Tenant, secrets, plans);
                    if (destination.Id is not null && destination.Id != id)
                    {
                        throw new InvalidRequestException("id", "id must be the one in the address.");
                    }

                    var etag = IfMatch.Of(http.Request);
                    await store.ReplaceAsync(key, destination, etag, Actor.Of(http.User), cancellationToken);
                    await catalog.ReloadAsync(cancellationToken);

                    var replaced = await store.GetAsync(key, cancellationToken);
                    var view = new DestinationView(replaced.Value, catalog.StatusOf(key));
                    return RoutingJson.Answer(http.Response, view, replaced.ETag);
                }
            )
            .Describe(
                "Replaces a destination. What waits in its queue is sent by the new settings, at once.",
                api =>
                    api.Path("id", "The id of the destination.")
                        .ReadsIfMatch()
                        .Takes<Destination>("The destination, whole.", RoutingJson.Options)
                        .Gives<DestinationView>(StatusCodes.Status200OK, "As it is kept.", RoutingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-destination")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .WithMetadata(new RequestSizeLimitAttribute(DestinationRules.MaxBytes))
            .RequireAuthorization(Permissions.ManagePipelines);
}
