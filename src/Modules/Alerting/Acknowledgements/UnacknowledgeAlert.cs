using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Alerting.Seen;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Acknowledgements;

/// <summary>Takes back that an alert was acknowledged: <c>DELETE /api/v1/alerts/{fingerprint}/acknowledge</c>. Where it was not, nothing
/// changes.</summary>
internal static class UnacknowledgeAlert
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/alerts/{fingerprint}/acknowledge",
                async (string fingerprint, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = new Command(Reader.Of(http), Actor.Of(http.User), fingerprint);
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Takes back that an alert was acknowledged: it is told again as before.",
                api =>
                    api.Path("fingerprint", "The fingerprint of the alert, as the list of alerts shows it.")
                        .Gives(StatusCodes.Status204NoContent, "It is not acknowledged.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-alert")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .AddEndpointFilter(Hidden.Tell)
            .RequireAuthorization(Permissions.ManageAlerts);

    internal sealed record Command(Reader Reader, Actor Actor, string Fingerprint) : IRequest<Unit>;

    internal sealed class Handler(SeenAlerts alerts, AcknowledgementStore store) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command request, CancellationToken cancellationToken) =>
            Conflicts.RetryAsync(async () =>
            {
                foreach (var found in await alerts.NamedAsync(request.Reader, request.Fingerprint, cancellationToken))
                {
                    await store.WithdrawAsync(found.Rule, found.Alert, request.Actor, cancellationToken);
                }

                return Unit.Value;
            });
    }
}
