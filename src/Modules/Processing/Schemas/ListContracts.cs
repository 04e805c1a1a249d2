using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Schemas;

/// <summary>The contracts of the tenant: <c>GET /api/v1/contracts</c>.</summary>
internal static class ListContracts
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/contracts",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                    DocumentJson.Answer(await mediator.Send(new Query(TenantId.Of(http.User)), cancellationToken))
            )
            .Describe(
                "Lists the contracts and their versions.",
                api => api.Gives<Response>(StatusCodes.Status200OK, "The contracts, by name.", DocumentJson.Options)
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    internal sealed record Query(TenantId Tenant) : IRequest<Response>;

    /// <param name="Contracts">In the order of their names.</param>
    /// <param name="BuiltIn">What holds for services that none of them is of.</param>
    internal sealed record Response(IReadOnlyList<ContractView> Contracts, ContractDocument BuiltIn);

    internal sealed class Handler(ContractStore store) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken) =>
            new(
                [.. (await store.ListAsync(request.Tenant, cancellationToken)).Select(ContractView.Of)],
                BuiltInContract.Document
            );
    }
}
