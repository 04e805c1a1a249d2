using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>Adds a destination: <c>POST /api/v1/destinations</c>.</summary>
internal static class CreateDestination
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/destinations",
                async (
                    HttpContext http,
                    DestinationStore store,
                    DestinationCatalog catalog,
                    DestinationSecrets secrets,
                    DestinationPlans plans,
                    CancellationToken cancellationToken
                ) =>
                {
                    var destination = await RoutingJson.ReadAsync<Destination>(http.Request, cancellationToken);
                    var tenant = TenantId.Of(http.User);
                    DestinationRules.Check(destination, tenant, secrets, plans);
                    var id = destination.Id ?? throw new InvalidRequestException("id", DestinationRules.IdRule);
                    var key = new DestinationKey(tenant, id);
                    await store.AddAsync(key, destination, Actor.Of(http.User), cancellationToken);
                    await catalog.ReloadAsync(cancellationToken);

                    var added = await store.GetAsync(key, cancellationToken);
                    http.Response.Headers.Location = $"/api/v1/destinations/{id}";
                    return RoutingJson.Answer(
                        http.Response,
                        new DestinationView(added.Value, catalog.StatusOf(key)),
                        added.ETag,
                        StatusCodes.Status201Created
                    );
                }
            )
            .Describe(
                "Adds a destination, which pipelines may forward records to from then on.",
                api =>
                    api.Takes<Destination>("The destination. Secrets are named, not said.", RoutingJson.Options)
                        .Gives<DestinationView>(StatusCodes.Status201Created, "As it is kept.", RoutingJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "destination-already-exists")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-destinations")
            )
            .WithMetadata(new RequestSizeLimitAttribute(DestinationRules.MaxBytes))
            .RequireAuthorization(Permissions.ManagePipelines);
}
