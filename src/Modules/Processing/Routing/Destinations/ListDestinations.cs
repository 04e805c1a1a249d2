using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Routing.Destinations;

/// <summary>All destinations of the tenant and how it goes with them: <c>GET /api/v1/destinations</c>.</summary>
internal static class ListDestinations
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/destinations",
                async (
                    ClaimsPrincipal caller,
                    DestinationStore store,
                    DestinationCatalog catalog,
                    CancellationToken cancellationToken
                ) =>
                {
                    var tenant = TenantId.Of(caller);
                    var destinations = await store.ListAsync(cancellationToken);
                    return RoutingJson.Answer(
                        new Response([
                            .. destinations
                                .Where(d => d.Key.Tenant == tenant)
                                .OrderBy(d => d.Key.Id, StringComparer.Ordinal)
                                .Select(d => new DestinationView(d.Value.Value, catalog.StatusOf(d.Key))),
                        ])
                    );
                }
            )
            .Describe(
                "Lists where records are forwarded to, and how that goes.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The destinations, by id.", RoutingJson.Options)
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    /// <param name="Destinations">In the order of their ids.</param>
    internal sealed record Response(IReadOnlyList<DestinationView> Destinations);
}
