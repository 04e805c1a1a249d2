using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.ServiceAccounts;

/// <summary>Shows a service account: <c>GET /api/v1/access/service-accounts/{name}</c>.</summary>
internal static class GetServiceAccount
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/service-accounts/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var query = new Query(Administrator.Of(http).Tenant, name);
                    var found = await mediator.Send(query, cancellationToken);
                    http.Response.Headers.ETag = $"\"{found.ETag}\"";
                    return DocumentJson.Answer(ServiceAccountView.Of(found.Value));
                }
            )
            .Describe(
                "Shows a service account, with its ETag.",
                api =>
                    api.Path("name", "The name of the service account.")
                        .OfTenant()
                        .Gives<ServiceAccountView>(
                            StatusCodes.Status200OK,
                            "The service account.",
                            DocumentJson.Options
                        )
                        .Refuses(StatusCodes.Status404NotFound, "no-such-service-account")
            )
            .RequireAuthorization(Permissions.ReadAccess);

    internal sealed record Query(TenantId Tenant, string Name) : IRequest<Document<ServiceAccount>>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Document<ServiceAccount>>
    {
        public Task<Document<ServiceAccount>> Handle(Query request, CancellationToken cancellationToken)
        {
            var id = DirectoryDocuments.Id(request.Tenant.Value, request.Name);
            return Task.FromResult(
                directory.Now.Documents.ServiceAccounts.GetValueOrDefault(id)
                    ?? throw new NotFoundException(
                        "no-such-service-account",
                        $"The tenant has no service account {request.Name}."
                    )
            );
        }
    }
}
