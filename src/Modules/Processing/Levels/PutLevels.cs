using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Levels;

/// <summary>Says how bad records must be to be kept: <c>PUT /api/v1/levels</c>. With <c>If-Match</c>, only if nobody else has said it
/// meanwhile.</summary>
internal static class PutLevels
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/levels",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var levels = await DocumentJson.ReadAsync<LevelDocument>(http.Request, cancellationToken);
                    var command = new Command(
                        TenantId.Of(http.User),
                        Actor.Of(http.User),
                        levels,
                        IfMatch.Of(http.Request)
                    );
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Says how bad records must be to be kept.",
                api =>
                    api.ReadsIfMatch()
                        .Takes<LevelDocument>("The rules, whole; the first that fits counts.", DocumentJson.Options)
                        .Gives(StatusCodes.Status204NoContent, "It is so from now on.")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManagePipelines);

    internal sealed record Command(TenantId Tenant, Actor Actor, LevelDocument Levels, string? ETag) : IRequest<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Levels).SetValidator(new LevelDocumentRules()).OverridePropertyName("");
    }

    internal sealed class Handler(LevelStore store) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            await store.PutAsync(request.Tenant, request.Levels, request.ETag, request.Actor, cancellationToken);
            return Unit.Value;
        }
    }
}
