using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Checkpoints;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Anchoring;

/// <summary>Anchors the caller's trail now: <c>POST /api/v1/audit/anchors/{name}/run</c>.</summary>
internal static class RunAnchor
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/audit/anchors/{name}/run",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(
                        await mediator.Send(
                            new Command(TenantId.Of(http.User).Value, Actor.Of(http.User), name),
                            cancellationToken
                        )
                    )
            )
            .Describe(
                "Anchors the audit trail now.",
                api =>
                    api.Remark("An export has one digest an hour: asked again within the hour, it stays as it is.")
                        .Path("name", "The name of the anchor.")
                        .Gives<AnchorView>(
                            StatusCodes.Status200OK,
                            "What the anchor has now, and why not more.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-anchor")
            )
            .RequireAuthorization(Permissions.ManageAudit);

    internal sealed record Command(string Tenant, Actor Caller, string Name) : IRequest<AnchorView>;

    internal sealed class Handler(
        AnchorList anchors,
        Anchorer anchorer,
        HeldStates held,
        CheckpointStore checkpoints,
        IAuditTrail trail,
        IOptions<AnchoringOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Command, AnchorView>
    {
        public async Task<AnchorView> Handle(Command command, CancellationToken cancellationToken)
        {
            var anchor =
                anchors.All.FirstOrDefault(anchor => anchor.Name == command.Name)
                ?? throw new NotFoundException("no-such-anchor", "No anchor of this name is configured.");
            var now = clock.GetUtcNow();
            await trail.AppendAsync(
                new AuditEntry
                {
                    Id = $"audit.anchor.{Guid.CreateVersion7(now):N}",
                    Tenant = command.Tenant,
                    Time = now,
                    Action = "audit.anchor.run",
                    Actor = command.Caller,
                    Target = new AuditTarget("anchor", anchor.Name),
                },
                cancellationToken
            );
            var state = await anchorer.TryAsync(anchor, command.Tenant, isAsked: true, cancellationToken);
            var newest = await checkpoints.FindAsync(command.Tenant, cancellationToken);
            var hold = await held.FindAsync(anchor.Name, command.Tenant, cancellationToken);
            return AnchorView.Of(anchor, state, hold, newest?.Value, options.Value.Interval, clock.GetUtcNow());
        }
    }
}
