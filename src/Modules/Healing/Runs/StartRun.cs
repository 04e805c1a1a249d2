using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Healing.Policies;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Rehearses a policy by hand: <c>POST /api/v1/healing/runs</c>. The run plans, asks every guardrail, and changes
/// nothing: without an alert nobody could verify that it helped.</summary>
internal static class StartRun
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/healing/runs",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await HealingJson.ReadAsync<Body>(request, cancellationToken);
                    var id = await mediator.Send(new Command(request.HttpContext.User, body), cancellationToken);
                    return TypedResults.Accepted($"/api/v1/healing/runs/{id}", new Response(id));
                }
            )
            .Describe(
                "Rehearses a policy of healing by hand: the run plans, asks every guardrail, and changes nothing.",
                api =>
                    api.Takes<Body>("Which policy, and the labels of the alert that is made up.", HealingJson.Options)
                        .Gives<Response>(StatusCodes.Status202Accepted, "The id of the run.", HealingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-policy")
            )
            .RequireAuthorization(Permissions.ManageHealing);

    internal sealed record Body(string? Policy, IReadOnlyDictionary<string, string>? Labels);

    internal sealed record Command(ClaimsPrincipal Caller, Body Body) : IRequest<string>;

    internal sealed record Response(string Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Policy).NotEmpty().OverridePropertyName("policy");
            RuleFor(c => c.Body.Labels).NotEmpty().OverridePropertyName("labels");
        }
    }

    internal sealed class Handler(PolicyStore policies, RunStarter starter) : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command request, CancellationToken cancellationToken)
        {
            var (tenant, labels) = (TenantId.Of(request.Caller), request.Body.Labels!);
            var known = await policies.GetAsync(tenant, request.Body.Policy!, cancellationToken);
            if (!AlertMatcher.AllMatch(known.Policy.Matchers, labels))
            {
                throw new InvalidRequestException("labels", "The policy's matchers do not match these labels.");
            }

            return await starter.RehearseAsync(
                tenant,
                known.Policy,
                labels,
                Actor.Of(request.Caller),
                cancellationToken
            );
        }
    }
}
