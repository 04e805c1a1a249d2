using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Saved;

/// <summary>Removes something that is kept: <c>DELETE /api/v1/saved/searches/{id}</c>. With <c>If-Match</c>, only if nobody
/// changed it meanwhile.</summary>
internal static class DeleteSaved
{
    public static void Map<T>(IEndpointRouteBuilder routes, SavedKind<T> kind)
        where T : SavedDocument =>
        routes
            .MapDelete(
                $"{kind.Path}/{{id}}",
                async (string id, HttpContext http, SavedStore store, CancellationToken cancellationToken) =>
                {
                    await store.DeleteAsync(kind, http.User, id, IfMatch.Of(http.Request), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                $"Removes a {kind.Noun}.",
                api =>
                    api.Path("id", $"The id of the {kind.Noun}.")
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-saved")
                        .Refuses(StatusCodes.Status409Conflict, "built-in")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .RequireAuthorization(Permissions.ManageSaved);
}
