using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Roles;

/// <summary>Shows a role: <c>GET /api/v1/access/roles/{name}</c>.</summary>
internal static class GetRole
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/roles/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var found = await mediator.Send(new Query(Administrator.Of(http).Tenant, name), cancellationToken);
                    if (found.ETag is { } etag)
                    {
                        http.Response.Headers.ETag = $"\"{etag}\"";
                    }

                    return DocumentJson.Answer(found.Role);
                }
            )
            .Describe(
                "Shows a role, with its ETag where the tenant has made it.",
                api =>
                    api.Path("name", "The name of the role.")
                        .OfTenant()
                        .Gives<RoleView>(StatusCodes.Status200OK, "The role.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-role")
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant, string Name) : IRequest<Response>;

    internal sealed record Response(RoleView Role, string? ETag);

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Response>
    {
        public Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var id = DirectoryDocuments.Id(request.Tenant.Value, request.Name);
            return Task.FromResult(
                BuiltInRoles.Find(request.Name) is { } builtIn ? new Response(RoleView.Of(builtIn), ETag: null)
                : directory.Now.Documents.Roles.GetValueOrDefault(id) is { } own
                    ? new Response(RoleView.Of(own.Value), own.ETag)
                : throw new NotFoundException("no-such-role", $"There is no role {request.Name}.")
            );
        }
    }
}
