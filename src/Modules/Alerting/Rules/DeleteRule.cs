using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>Removes a rule: <c>DELETE /api/v1/alerts/rules/{id}</c>. Its alerts that fire are resolved.</summary>
internal static class DeleteRule
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/alerts/rules/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var key = new RuleKey(TenantId.Of(http.User), id);
                    var command = new Command(key, Actor.Of(http.User), IfMatch.Of(http.Request));
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes an alerting rule; its alerts that fire are resolved.",
                api =>
                    api.Path("id", "The id of the rule.")
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-rule")
                        .Refuses(StatusCodes.Status409Conflict, "kept-in-a-file")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(RuleKey Key, Actor Actor, string? ETag) : IRequest<Unit>;

    internal sealed class Handler(RuleStore store, RuleCatalog catalog) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var read = await catalog.GetToChangeAsync(request.Key, request.ETag, cancellationToken);
            await store.DeleteAsync(read, request.Actor, cancellationToken);
            catalog.NoteChange();
            return Unit.Value;
        }
    }
}
