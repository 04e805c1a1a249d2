using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Tenants;

/// <summary>Lists the tenants that somebody has described: <c>GET /api/v1/access/tenants</c>.</summary>
internal static class ListTenants
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/access/tenants",
                async (IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(await mediator.Send(new Query(), cancellationToken))
            )
            .Describe(
                "Lists the tenants that somebody has described, by name.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The tenants.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ManageTenants);

    internal sealed record Query : IRequest<Response>;

    internal sealed record Response(IReadOnlyList<TenantView> Tenants);

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Query, Response>
    {
        public Task<Response> Handle(Query request, CancellationToken cancellationToken) =>
            Task.FromResult(
                new Response([
                    .. directory
                        .Now.Documents.Tenants.Values.OrderBy(document => document.Id, StringComparer.Ordinal)
                        .Select(document => TenantView.Of(document.Value)),
                ])
            );
    }
}
