using System.Security.Claims;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>All policies: <c>GET /api/v1/healing/policies</c>.</summary>
internal static class ListPolicies
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/healing/policies",
                (ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
                    mediator.Send(new Query(TenantId.Of(caller)), cancellationToken)
            )
            .Describe(
                "Lists the policies of healing and how they are doing.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The policies, by id.", HealingJson.Options)
            )
            .RequireAuthorization(Permissions.ReadHealing);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<PolicyView> Policies);

    internal sealed class Handler(PolicyStore policies, PolicyHealthStore health) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var views = new List<PolicyView>();
            foreach (var known in await policies.ListAsync(request.Tenant, cancellationToken))
            {
                var (now, _) = await health.GetAsync(request.Tenant, known.Policy.Id, cancellationToken);
                views.Add(new PolicyView(known, now));
            }

            return new Response(views);
        }
    }
}
