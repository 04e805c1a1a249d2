using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Saved;

/// <summary>Replaces something that is kept: <c>PUT /api/v1/saved/searches/{id}</c>. With <c>If-Match</c>, only if nobody else
/// changed it meanwhile.</summary>
internal static class ReplaceSaved
{
    public static void Map<T>(IEndpointRouteBuilder routes, SavedKind<T> kind)
        where T : SavedDocument =>
        routes
            .MapPut(
                $"{kind.Path}/{{id}}",
                async (
                    string id,
                    HttpContext http,
                    IValidator<T> rules,
                    SavedStore store,
                    CancellationToken cancellationToken
                ) =>
                {
                    var document = await SavedJson.ReadAsync<T>(http.Request, cancellationToken);
                    await rules.ValidateAndThrowAsync(document, cancellationToken);
                    if (document.Id is not null && document.Id != id)
                    {
                        throw new InvalidRequestException("id", "id must be the one in the address.");
                    }

                    var etag = IfMatch.Of(http.Request);
                    var saved = await store.ReplaceAsync(kind, http.User, id, document, etag, cancellationToken);
                    return SavedJson.Answer(http.Response, saved);
                }
            )
            .Describe(
                $"Replaces a {kind.Noun}.",
                api =>
                    api.Path("id", $"The id of the {kind.Noun}.")
                        .ReadsIfMatch()
                        .Takes<T>($"The {kind.Noun}, whole.", SavedJson.Options)
                        .Gives<T>(StatusCodes.Status200OK, "As it is kept.", SavedJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-saved")
                        .Refuses(StatusCodes.Status409Conflict, "built-in")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status412PreconditionFailed, "outdated")
            )
            .WithMetadata(new RequestSizeLimitAttribute(SavedRules.MaxBytes))
            .RequireAuthorization(Permissions.ManageSaved);
}
