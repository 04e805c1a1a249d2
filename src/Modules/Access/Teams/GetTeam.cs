using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Teams;

/// <summary>Shows a team: <c>GET /api/v1/access/teams/{name}</c>.</summary>
internal static class GetTeam
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/teams/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var query = new Query(Administrator.Of(http).Tenant, name);
                    var found = await mediator.Send(query, cancellationToken);
                    http.Response.Headers.ETag = $"\"{found.ETag}\"";
                    return DocumentJson.Answer(TeamView.Of(found.Value));
                }
            )
            .Describe(
                "Shows a team, with its ETag.",
                api =>
                    api.Path("name", "The name of the team.")
                        .OfTenant()
                        .Gives<TeamView>(StatusCodes.Status200OK, "The team.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-team")
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant, string Name) : IRequest<Document<Team>>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Document<Team>>
    {
        public Task<Document<Team>> Handle(Query request, CancellationToken cancellationToken)
        {
            var id = DirectoryDocuments.Id(request.Tenant.Value, request.Name);
            return Task.FromResult(
                directory.Now.Documents.Teams.GetValueOrDefault(id)
                    ?? throw new NotFoundException("no-such-team", $"The tenant has no team {request.Name}.")
            );
        }
    }
}
