using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Stops a run wherever it is: <c>POST /api/v1/healing/runs/{id}/abort</c>. It changes nothing any more, and does not
/// take back what it has changed.</summary>
internal static class AbortRun
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/healing/runs/{id}/abort",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await HealingJson.ReadAsync<Body>(request, cancellationToken);
                    return await mediator.Send(
                        new Command(request.HttpContext.User, id, body.Reason),
                        cancellationToken
                    );
                }
            )
            .Describe(
                "Stops a run of healing wherever it is; what it has changed stays.",
                api =>
                    api.Path("id", "The id of the run.")
                        .Takes<Body>("Why.", HealingJson.Options)
                        .GivesAny(StatusCodes.Status200OK, "The run.", "application/json")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-run")
                        .Refuses(StatusCodes.Status409Conflict, "run-is-over")
            )
            .ShowsWhatIsSeen()
            .RequireAuthorization(Permissions.ManageHealing);

    internal sealed record Body(string? Reason);

    internal sealed record Command(ClaimsPrincipal Caller, string Id, string? Reason) : IRequest<RunView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
    }

    internal sealed class Handler(RunDecisions decisions) : IRequestHandler<Command, RunView>
    {
        public Task<RunView> Handle(Command request, CancellationToken cancellationToken) =>
            decisions.DecideAsync(
                new RunKey(TenantId.Of(request.Caller).Value, request.Id),
                Actor.Of(request.Caller),
                "healing.run.aborted",
                request.Reason!,
                (run, decision) => run.Abort is null ? run with { Abort = decision } : run,
                cancellationToken
            );
    }
}
