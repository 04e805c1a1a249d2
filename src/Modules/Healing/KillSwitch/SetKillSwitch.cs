using System.Security.Claims;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Audit.Contracts;
using Monolith.Healing.Policies;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.KillSwitch;

/// <summary>Stops healing, or lets it go on: <c>PUT /api/v1/healing/kill-switch</c>.</summary>
internal static class SetKillSwitch
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/healing/kill-switch",
                async (HttpRequest request, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var body = await HealingJson.ReadAsync<Body>(request, cancellationToken);
                    return await mediator.Send(new Command(request.HttpContext.User, body), cancellationToken);
                }
            )
            .Describe(
                "Stops healing, or lets it go on.",
                api =>
                    api.Takes<Body>("What is stopped, and why.", HealingJson.Options)
                        .Gives<SwitchState>(StatusCodes.Status200OK, "How the switch stands.", HealingJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "not-the-operator")
            )
            .RequireAuthorization(Permissions.ManageHealing);

    internal sealed record Body(KillScope? Scope, bool? On, string? Reason, string? Policy);

    internal sealed record Command(ClaimsPrincipal Caller, Body Body) : IRequest<SwitchState>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Scope).NotNull().OverridePropertyName("scope");
            RuleFor(c => c.Body.On).NotNull().OverridePropertyName("on");
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500).OverridePropertyName("reason");
            RuleFor(c => c.Body.Policy)
                .NotEmpty()
                .When(c => c.Body.Scope == KillScope.Policy)
                .OverridePropertyName("policy");
        }
    }

    internal sealed class Handler(PolicyStore policies, IDocumentStore documents, TimeProvider clock)
        : IRequestHandler<Command, SwitchState>
    {
        public async Task<SwitchState> Handle(Command request, CancellationToken cancellationToken)
        {
            var tenant = TenantId.Of(request.Caller);
            var (scope, on, policyId) = (request.Body.Scope!.Value, request.Body.On!.Value, request.Body.Policy ?? "");
            if (scope == KillScope.Global && tenant != TenantId.Default)
            {
                throw new GlobalSwitchException();
            }

            if (scope == KillScope.Policy)
            {
                await policies.GetAsync(tenant, policyId, cancellationToken);
            }

            var now = clock.GetUtcNow();
            var state = new SwitchState(on, Actor.Of(request.Caller).Name, now, request.Body.Reason!);
            var entry = PolicyAudit.Of(
                request.Caller,
                on ? "healing.kill_switch.thrown" : "healing.kill_switch.released",
                new AuditTarget("healing_kill_switch", scope == KillScope.Policy ? policyId : HealingJson.Word(scope)),
                now,
                state.Reason
            );
            var changes = KillSwitches.Save(new DocumentChanges(), scope, tenant, policyId, state).Audit(entry);
            await documents.CommitAsync(changes, cancellationToken);
            return state;
        }
    }
}

/// <summary>403: the switch for all tenants belongs to those who run the installation.</summary>
internal sealed class GlobalSwitchException()
    : ProblemException(
        403,
        "not-the-operator",
        "This belongs to those who run the installation.",
        "The global kill switch is moved by callers of the tenant 'default'. Stop your own tenant instead."
    );
