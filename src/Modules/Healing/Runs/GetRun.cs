using System.Security.Claims;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>One run with its timeline: <c>GET /api/v1/healing/runs/{id}</c>.</summary>
internal static class GetRun
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/healing/runs/{id}",
                (string id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
                    mediator.Send(new Query(new RunKey(TenantId.Of(caller).Value, id)), cancellationToken)
            )
            .Describe(
                "Shows a run of healing with its timeline.",
                api =>
                    api.Path("id", "The id of the run.")
                        .Gives<RunView>(StatusCodes.Status200OK, "The run.", HealingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-run")
            )
            .ShowsWhatIsSeen()
            .RequireAuthorization(Permissions.ReadHealing);

    internal sealed record Query(RunKey Key) : IRequest<RunView>;

    internal sealed class Handler(RunStore runs) : IRequestHandler<Query, RunView>
    {
        public async Task<RunView> Handle(Query request, CancellationToken cancellationToken) =>
            RunView.Of((await runs.GetAsync(request.Key, cancellationToken)).Value);
    }
}
