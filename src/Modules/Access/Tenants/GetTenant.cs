using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Tenants;

/// <summary>Shows a tenant: <c>GET /api/v1/access/tenants/{id}</c>.</summary>
internal static class GetTenant
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/tenants/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var found = await mediator.Send(new Query(id), cancellationToken);
                    http.Response.Headers.ETag = $"\"{found.ETag}\"";
                    return DocumentJson.Answer(TenantView.Of(found.Value));
                }
            )
            .Describe(
                "Shows a tenant, with its ETag.",
                api =>
                    api.Path("id", "The name of the tenant.")
                        .Gives<TenantView>(StatusCodes.Status200OK, "The tenant.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-tenant")
            )
            .RequireAuthorization(Permissions.ManageTenants);

    internal sealed record Query(string Id) : IRequest<Document<Tenant>>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Document<Tenant>>
    {
        public Task<Document<Tenant>> Handle(Query request, CancellationToken cancellationToken) =>
            Task.FromResult(
                directory.Now.Documents.Tenants.GetValueOrDefault(request.Id)
                    ?? throw new NotFoundException("no-such-tenant", $"There is no tenant {request.Id}.")
            );
    }
}
