using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>Closes the circuit breaker of a policy again: <c>POST /api/v1/healing/policies/{id}/resume</c>. Only people do
/// that.</summary>
internal static class ResumePolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/healing/policies/{id}/resume",
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
                "Lets a policy act again that healing had given up on.",
                api =>
                    api.Path("id", "The id of the policy.")
                        .Takes<Body>("Why.", HealingJson.Options)
                        .GivesAny(StatusCodes.Status200OK, "The policy and its health.", "application/json")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-policy")
            )
            .RequireAuthorization(Permissions.ManageHealing);

    internal sealed record Body(string? Reason);

    internal sealed record Command(ClaimsPrincipal Caller, string Id, string? Reason) : IRequest<PolicyView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
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
            var known = await policies.GetAsync(tenant, request.Id, cancellationToken);
            var (_, read) = await health.GetAsync(tenant, request.Id, cancellationToken);
            var entry = PolicyAudit.Of(
                request.Caller,
                "healing.policy.resumed",
                new AuditTarget("healing_policy", request.Id),
                clock.GetUtcNow(),
                request.Reason!
            );
            var changes = new DocumentChanges().Audit(entry);
            PolicyHealthStore.Save(changes, tenant, request.Id, PolicyHealth.New, read);
            await documents.CommitAsync(changes, cancellationToken);
            return new PolicyView(known, PolicyHealth.New);
        }
    }
}
