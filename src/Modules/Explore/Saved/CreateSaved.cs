using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Explore.Saved;

/// <summary>Keeps something new: <c>POST /api/v1/saved/searches</c>.</summary>
internal static class CreateSaved
{
    public static void Map<T>(IEndpointRouteBuilder routes, SavedKind<T> kind)
        where T : SavedDocument =>
        routes
            .MapPost(
                kind.Path,
                async (HttpContext http, IValidator<T> rules, SavedStore store, CancellationToken cancellationToken) =>
                {
                    var document = await SavedJson.ReadAsync<T>(http.Request, cancellationToken);
                    await rules.ValidateAndThrowAsync(document, cancellationToken);
                    var added = await store.AddAsync(kind, http.User, document, cancellationToken);
                    http.Response.Headers.Location = $"{kind.Path}/{added.Document.Id}";
                    return SavedJson.Answer(http.Response, added, StatusCodes.Status201Created);
                }
            )
            .Describe(
                $"Keeps a new {kind.Noun}.",
                api =>
                    api.Takes<T>($"The {kind.Noun}; its id is made of its name when it has none.", SavedJson.Options)
                        .Gives<T>(StatusCodes.Status201Created, "As it is kept.", SavedJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "already-saved")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-saved")
            )
            .WithMetadata(new RequestSizeLimitAttribute(SavedRules.MaxBytes))
            .RequireAuthorization(Permissions.ManageSaved);
}
