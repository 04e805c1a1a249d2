using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Silences;

/// <summary>Ends a silence now: <c>DELETE /api/v1/silences/{id}</c>. It can still be seen afterwards.</summary>
internal static class ExpireSilence
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/silences/{id:guid}",
                async (Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = new Command(TenantId.Of(http.User), Actor.Of(http.User), id);
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Ends a silence now; it can still be seen afterwards.",
                api =>
                    api.Path("id", "The id of the silence.")
                        .Gives(StatusCodes.Status204NoContent, "It is over.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-silence")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(TenantId Tenant, Actor Actor, Guid Id) : IRequest<Unit>;

    internal sealed class Handler(SilenceStore silences, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var read = await silences.GetAsync(request.Tenant, request.Id, cancellationToken);
            if (read.Value.StateAt(now) != SilenceState.Expired)
            {
                var changes = new DocumentChanges();
                await silences.CommitAsync(
                    silences.Replace(changes, read, read.Value.ExpireAt(now), request.Actor),
                    cancellationToken
                );
            }

            return Unit.Value;
        }
    }
}
