using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>Lists the roles that can be given: <c>GET /api/v1/access/roles</c>.</summary>
internal static class ListRoles
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/roles",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(
                        await mediator.Send(new Query(Administrator.Of(http).Tenant), cancellationToken)
                    )
            )
            .Describe(
                "Lists the roles that can be given: the built-in ones, from the least to the most, and the tenant's own.",
                api => api.OfTenant().Gives<Response>(StatusCodes.Status200OK, "The roles.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<RoleView> Roles);

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Response>
    {
        public Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var own = directory.Now.Documents.Roles.Of(request.Tenant).Select(document => RoleView.Of(document.Value));
            return Task.FromResult(new Response([.. BuiltInRoles.All.Select(RoleView.Of), .. own]));
        }
    }
}
