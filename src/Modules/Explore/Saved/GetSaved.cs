using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Saved;

/// <summary>One of a kind: <c>GET /api/v1/saved/searches/{id}</c>. Its ETag is what a change may name.</summary>
internal static class GetSaved
{
    public static void Map<T>(IEndpointRouteBuilder routes, SavedKind<T> kind)
        where T : SavedDocument =>
        routes
            .MapGet(
                $"{kind.Path}/{{id}}",
                async (string id, HttpContext http, SavedStore store, CancellationToken cancellationToken) =>
                {
                    var saved = await store.GetAsync(kind, TenantId.Of(http.User), id, cancellationToken);
                    return SavedJson.Answer(http.Response, saved);
                }
            )
            .Describe(
                $"Shows one {kind.Noun}, with its ETag.",
                api =>
                    api.Path("id", $"The id of the {kind.Noun}.")
                        .Gives<T>(StatusCodes.Status200OK, $"The {kind.Noun}.", SavedJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-saved")
            )
            .RequireAuthorization(Permissions.ReadLogs);
}
