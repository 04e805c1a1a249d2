using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Audit.Checkpoints;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Audit.Anchoring;

/// <summary>Says what each anchor has of the caller's trail: <c>GET /api/v1/audit/anchors</c>.</summary>
internal static class ListAnchors
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/anchors",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(await mediator.Send(new Query(TenantId.Of(http.User).Value), cancellationToken))
            )
            .Describe(
                "Says where the audit trail is anchored, and how far.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The anchors.", DocumentJson.Options)
            );

    internal sealed record Query(string Tenant) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<AnchorView> Anchors);

    internal sealed class Handler(
        AnchorList anchors,
        AnchorStates states,
        HeldStates held,
        CheckpointStore checkpoints,
        IOptions<AnchoringOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var newest = await checkpoints.FindAsync(request.Tenant, cancellationToken);
            var views = new List<AnchorView>();
            foreach (var anchor in anchors.All)
            {
                var state = await states.FindAsync(anchor.Name, request.Tenant, cancellationToken);
                var hold = await held.FindAsync(anchor.Name, request.Tenant, cancellationToken);
                views.Add(
                    AnchorView.Of(anchor, state?.Value, hold, newest?.Value, options.Value.Interval, clock.GetUtcNow())
                );
            }

            return new Response(views);
        }
    }
}
