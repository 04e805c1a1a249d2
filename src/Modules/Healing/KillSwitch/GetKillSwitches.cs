using System.Security.Claims;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Healing.Policies;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.KillSwitch;

/// <summary>How the switches stand: <c>GET /api/v1/healing/kill-switch</c>.</summary>
internal static class GetKillSwitches
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/healing/kill-switch",
                (ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
                    mediator.Send(new Query(TenantId.Of(caller)), cancellationToken)
            )
            .Describe(
                "Shows how the kill switches of healing stand.",
                api =>
                    api.Gives<Response>(
                        StatusCodes.Status200OK,
                        "The switches; what nobody has moved yet is null.",
                        HealingJson.Options
                    )
            )
            .RequireAuthorization(Permissions.ReadHealing);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    /// <summary>What nobody has moved yet is null, or is not there.</summary>
    internal sealed record Response(
        SwitchState? Global,
        SwitchState? Tenant,
        IReadOnlyDictionary<string, SwitchState> Policies
    );

    internal sealed class Handler(KillSwitches switches, PolicyStore policies) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var ofPolicies = new SortedDictionary<string, SwitchState>(StringComparer.Ordinal);
            foreach (var known in await policies.ListAsync(request.Tenant, cancellationToken))
            {
                if (await FindAsync(KillScope.Policy, known.Policy.Id) is { } state)
                {
                    ofPolicies.Add(known.Policy.Id, state);
                }
            }

            return new Response(await FindAsync(KillScope.Global), await FindAsync(KillScope.Tenant), ofPolicies);

            async Task<SwitchState?> FindAsync(KillScope scope, string policyId = "") =>
                (await switches.GetAsync(scope, request.Tenant, policyId, cancellationToken))?.Value;
        }
    }
}
