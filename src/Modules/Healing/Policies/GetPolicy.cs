using System.Security.Claims;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>One policy: <c>GET /api/v1/healing/policies/{id}</c>.</summary>
internal static class GetPolicy
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/healing/policies/{id}",
                (string id, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
                    mediator.Send(new Query(TenantId.Of(caller), id), cancellationToken)
            )
            .Describe(
                "Shows a policy of healing.",
                api =>
                    api.Path("id", "The id of the policy.")
                        .Gives<PolicyView>(StatusCodes.Status200OK, "The policy and its health.", HealingJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-policy")
            )
            .RequireAuthorization(Permissions.ReadHealing);

    internal sealed record Query(TenantId Tenant, string Id) : IRequest<PolicyView>;

    internal sealed class Handler(PolicyStore policies, PolicyHealthStore health) : IRequestHandler<Query, PolicyView>
    {
        public async Task<PolicyView> Handle(Query request, CancellationToken cancellationToken)
        {
            var known = await policies.GetAsync(request.Tenant, request.Id, cancellationToken);
            var (now, _) = await health.GetAsync(request.Tenant, request.Id, cancellationToken);
            return new PolicyView(known, now);
        }
    }
}
