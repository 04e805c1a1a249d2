using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Says no to the plan of a run: <c>POST /api/v1/healing/runs/{id}/refuse</c>. One is enough.</summary>
internal static class RefuseRun
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/healing/runs/{id}/refuse",
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
                "Says no to the plan of a run of healing; one no is enough.",
                api =>
                    api.Path("id", "The id of the run.")
                        .Takes<Body>("Why.", HealingJson.Options)
                        .GivesAny(StatusCodes.Status200OK, "The run.", "application/json")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-run")
                        .Refuses(StatusCodes.Status409Conflict, "run-not-waiting")
            )
            .ShowsWhatIsSeen()
            .RequireAuthorization(Permissions.ApproveHealing);

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
                "healing.run.refused",
                request.Reason!,
                (run, decision) =>
                {
                    RunDecisions.CheckWaiting(run);
                    return run.Refusal is null ? run with { Refusal = decision } : run;
                },
                cancellationToken
            );
    }
}
