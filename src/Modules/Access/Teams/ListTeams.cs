using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Teams;

/// <summary>Lists the teams of the tenant: <c>GET /api/v1/access/teams</c>.</summary>
internal static class ListTeams
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/teams",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(
                        await mediator.Send(new Query(Administrator.Of(http).Tenant), cancellationToken)
                    )
            )
            .Describe(
                "Lists the teams of the tenant.",
                api => api.OfTenant().Gives<Response>(StatusCodes.Status200OK, "The teams.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<TeamView> Teams);

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Response>
    {
        public Task<Response> Handle(Query request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new Response([
                    .. directory.Now.Documents.Teams.Of(request.Tenant).Select(document => TeamView.Of(document.Value)),
                ])
            );
    }
}
