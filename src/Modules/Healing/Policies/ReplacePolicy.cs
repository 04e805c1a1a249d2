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

/// <summary>Changes a policy: <c>PUT /api/v1/healing/policies/{id}</c>. Runs that have not acted yet end: they were decided by
/// another policy.</summary>
internal static class ReplacePolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/healing/policies/{id}",
                async (string id, HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var policy = await HealingJson.ReadAsync<Policy>(request, cancellationToken);
                    if (policy.Id != id)
                    {
                        throw new InvalidRequestException("id", "id must be the one of the address.");
                    }

                    return await mediator.Send(new Command(request.HttpContext.User, policy), cancellationToken);
                }
            )
            .Describe(
                "Changes a policy of healing; runs that have not acted yet end.",
                api =>
                    api.Path("id", "The id of the policy.")
                        .Takes<Policy>("The policy, whole.", HealingJson.Options)
                        .Gives<PolicyView>(StatusCodes.Status200OK, "The policy and its health.", HealingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-policy")
                        .Refuses(StatusCodes.Status409Conflict, "policy-is-provisioned")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageHealing);

    internal sealed record Command(ClaimsPrincipal Caller, Policy Policy) : IRequest<PolicyView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IValidator<Policy> policies) =>
            RuleFor(c => c.Policy)
                .Custom((policy, context) => policies.Validate(policy).Errors.ForEach(context.AddFailure));
    }

    internal sealed class Handler(
        PolicyStore policies,
        PolicyHealthStore health,
        IDocumentStore documents,
        TimeProvider clock
    ) : IRequestHandler<Command, PolicyView>
    {
        public async Task<PolicyView> Handle(Command request, CancellationToken cancellationToken)
        {
            var tenant = TenantId.Of(request.Caller);
            var read = await policies.GetOwnAsync(tenant, request.Policy.Id, cancellationToken);
            var entry = PolicyAudit.Of(request.Caller, "healing.policy.changed", request.Policy, clock.GetUtcNow());
            var changes = PolicyStore.Replace(new DocumentChanges(), tenant, request.Policy, read).Audit(entry);
            await documents.CommitAsync(changes, cancellationToken);
            var (now, _) = await health.GetAsync(tenant, request.Policy.Id, cancellationToken);
            return new PolicyView(read with { Policy = request.Policy }, now);
        }
    }
}
