using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Keys;

/// <summary>Makes a key that takes the place of another, which goes on for a while: <c>POST /api/v1/access/keys/{id}/rotate</c>.</summary>
internal static class RotateKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/access/keys/{id}/rotate",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var administrator = Administrator.Of(http);
                    var body = await DocumentJson.ReadAsync<Body>(http.Request, cancellationToken);
                    var made = await mediator.Send(
                        new Command(administrator, id, body.OverlapHours),
                        cancellationToken
                    );
                    http.Response.Headers.CacheControl = "no-store";
                    return DocumentJson.Answer(made, StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Makes a key that takes the place of another, which goes on opening what it did for a while.",
                api =>
                    api.Path("id", "The id of the key.")
                        .OfTenant()
                        .Takes<Body>("How long the old key goes on.", DocumentJson.Options)
                        .Gives<KeyView>(StatusCodes.Status201Created, "The new key.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-api-key")
                        .Refuses(StatusCodes.Status409Conflict, "key-is-over")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-keys")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    /// <param name="OverlapHours">For how many hours the old key goes on.</param>
    internal sealed record Body(double OverlapHours = 24);

    internal sealed record Command(Administrator Administrator, string Id, double OverlapHours) : IRequest<KeyView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MaxHours = 24 * 90;

        public Validator() =>
            RuleFor(c => c.OverlapHours).InclusiveBetween(0, MaxHours).OverridePropertyName("overlap_hours");
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, KeyView>
    {
        public async Task<KeyView> Handle(Command request, CancellationToken cancellationToken)
        {
            var (id, key) = KeyText.Make();
            var made = await directory.ChangeAsync(
                request.Administrator,
                edit => Decide(edit, request, id, NewKey.HashOf(key)),
                cancellationToken
            );
            return KeyView.Of(made) with { Key = key };
        }

        private static ApiKey Decide(DirectoryEdit edit, Command request, string id, string hash)
        {
            var old = edit.KeyOf(request.Administrator.Tenant, request.Id);
            if (old.RevokedAt is not null || old.ExpiresAt <= edit.Now)
            {
                throw new ConflictException("key-is-over", $"The key {old.Id} opens nothing any more. Make a new one.");
            }

            var made = old with
            {
                Id = id,
                Hash = hash,
                Replaces = old.Id,
                CreatedAt = edit.Now,
                CreatedBy = request.Administrator.Actor.Name,
            };
            NewKey.Add(edit, request.Administrator, made);
            var end = edit.Now + TimeSpan.FromHours(request.OverlapHours);
            edit.Save(old with { ExpiresAt = old.ExpiresAt < end ? old.ExpiresAt : end });
            return made;
        }
    }
}
