using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>Adds a policy: <c>POST /api/v1/healing/policies</c>.</summary>
internal static class CreatePolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/healing/policies",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var policy = await HealingJson.ReadAsync<Policy>(request, cancellationToken);
                    var view = await mediator.Send(new Command(request.HttpContext.User, policy), cancellationToken);
                    return TypedResults.Created($"/api/v1/healing/policies/{policy.Id}", view);
                }
            )
            .Describe(
                "Adds a policy of healing.",
                api =>
                    api.Takes<Policy>("The policy.", HealingJson.Options)
                        .Gives<PolicyView>(
                            StatusCodes.Status201Created,
                            "The policy and its health.",
                            HealingJson.Options
                        )
                        .Refuses(StatusCodes.Status409Conflict, "policy-already-exists")
            )
            .RequireAuthorization(Permissions.ManageHealing);

    internal sealed record Command(ClaimsPrincipal Caller, Policy Policy) : IRequest<PolicyView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IValidator<Policy> policies) =>
            RuleFor(c => c.Policy)
                .Custom((policy, context) => policies.Validate(policy).Errors.ForEach(context.AddFailure));
    }

    internal sealed class Handler(PolicyStore policies, IDocumentStore documents, TimeProvider clock)
        : IRequestHandler<Command, PolicyView>
    {
        public async Task<PolicyView> Handle(Command request, CancellationToken cancellationToken)
        {
            var tenant = TenantId.Of(request.Caller);
            if (await policies.FindAsync(tenant, request.Policy.Id, cancellationToken) is not null)
            {
                throw new ConflictException(
                    "policy-already-exists",
                    $"There is a healing policy '{request.Policy.Id}' already: change it with PUT, or take another id."
                );
            }

            var entry = PolicyAudit.Of(request.Caller, "healing.policy.created", request.Policy, clock.GetUtcNow());
            var changes = PolicyStore.Add(new DocumentChanges(), tenant, request.Policy).Audit(entry);
            await documents.CommitAsync(changes, cancellationToken);
            return new PolicyView(new KnownPolicy(request.Policy, File: null, ETag: null), PolicyHealth.New);
        }
    }
}
