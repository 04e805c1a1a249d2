using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Agrees to the plan of a run: <c>POST /api/v1/healing/runs/{id}/approve</c>. Who has agreed already counts once; who
/// wanted the run does not count.</summary>
internal static class ApproveRun
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/healing/runs/{id}/approve",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await HealingJson.ReadAsync<Body>(request, cancellationToken);
                    return await mediator.Send(new Command(request.HttpContext.User, id, body), cancellationToken);
                }
            )
            .Describe(
                "Agrees to the plan of a run of healing.",
                api =>
                    api.Path("id", "The id of the run.")
                        .Takes<Body>("The hash of the plan that was read, and why.", HealingJson.Options)
                        .Gives<RunView>(StatusCodes.Status200OK, "The run.", HealingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-run")
                        .Refuses(StatusCodes.Status409Conflict, "run-not-waiting")
                        .Refuses(StatusCodes.Status409Conflict, "plan-changed")
                        .Refuses(StatusCodes.Status409Conflict, "own-request")
            )
            .ShowsWhatIsSeen()
            .RequireAuthorization(Permissions.ApproveHealing);

    internal sealed record Body(string? PlanHash, string? Reason);

    internal sealed record Command(ClaimsPrincipal Caller, string Id, Body Body) : IRequest<RunView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.PlanHash)
                .NotEmpty()
                .OverridePropertyName("planHash")
                .WithMessage("planHash must be the one of the plan that you looked at.");
            RuleFor(c => c.Body.Reason).MaximumLength(500).OverridePropertyName("reason");
        }
    }

    internal sealed class Handler(RunDecisions decisions) : IRequestHandler<Command, RunView>
    {
        public Task<RunView> Handle(Command request, CancellationToken cancellationToken)
        {
            var by = Actor.Of(request.Caller);
            return decisions.DecideAsync(
                new RunKey(TenantId.Of(request.Caller).Value, request.Id),
                by,
                "healing.run.approved",
                request.Body.Reason ?? "",
                (run, decision) => Approve(run, decision, by, request.Body.PlanHash!),
                cancellationToken
            );
        }

        private static Run Approve(Run run, Decision decision, Actor by, string planHash)
        {
            RunDecisions.CheckWaiting(run);
            if (run.PlanHash != planHash)
            {
                throw new ConflictException("plan-changed", "The plan is not the one that you looked at. Look again.");
            }

            if (run.Request.StartedBy == by)
            {
                throw new ConflictException(
                    "own-request",
                    "Who wanted the run cannot agree to it: somebody else must."
                );
            }

            return run.Approvals.Any(approval => approval.By == by.Name)
                ? run
                : run with
                {
                    Approvals = [.. run.Approvals, decision],
                };
        }
    }
}
