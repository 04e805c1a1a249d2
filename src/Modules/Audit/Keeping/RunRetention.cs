using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Keeping;

/// <summary>Has texts go now whose time is over: <c>POST /api/v1/audit/retention/run</c>. Without being asked, that is looked at every
/// minute. That somebody asked stands in the trail, also where it is refused.</summary>
internal static class RunRetention
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/audit/retention/run",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = new Command(TenantId.Of(http.User).Value, Actor.Of(http.User));
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Has texts of entries go whose time is over.",
                api =>
                    api.Remark("They go a minute after the trail has said so.")
                        .Gives<KeepingView>(StatusCodes.Status200OK, "What goes, and when.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status409Conflict, "trail-held")
                        .Refuses(StatusCodes.Status409Conflict, "trail-not-exported")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAudit);

    internal sealed record Command(string Tenant, Actor Caller) : IRequest<KeepingView>;

    internal sealed class Handler(KeepingStore store, TextRemover remover, IAuditTrail trail)
        : IRequestHandler<Command, KeepingView>
    {
        public async Task<KeepingView> Handle(Command request, CancellationToken cancellationToken)
        {
            var told = store.Entry(
                request.Tenant,
                request.Caller,
                "audit.retention.run",
                new AuditTarget("audit_trail", request.Tenant),
                ""
            );
            try
            {
                await remover.FailIfHeldAsync(request.Tenant, cancellationToken);
            }
            catch (ConflictException e)
            {
                told = told with { Outcome = AuditOutcome.Refused, Reason = e.Reason };
                await trail.AppendAsync(told, cancellationToken);
                throw;
            }

            await trail.AppendAsync(told, cancellationToken);
            return KeepingView.Of(await remover.RunAsync(request.Tenant, cancellationToken));
        }
    }
}
