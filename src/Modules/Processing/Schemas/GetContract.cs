using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Schemas;

/// <summary>A version of a contract: <c>GET /api/v1/contracts/{name}</c>.</summary>
internal static class GetContract
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/contracts/{name}",
                async (
                    string name,
                    string? version,
                    HttpContext http,
                    IMediator mediator,
                    CancellationToken cancellationToken
                ) =>
                {
                    var query = new Query(TenantId.Of(http.User), name, version);
                    var found = await mediator.Send(query, cancellationToken);
                    http.Response.Headers.ETag = $"\"{found.ETag}\"";
                    return DocumentJson.Answer(found.Contract);
                }
            )
            .Describe(
                "Shows a version of a contract, with the ETag of the contract.",
                api =>
                    api.Path("name", "The name of the contract.")
                        .Query("version", "Which version; the published one without it, or else the newest.")
                        .Gives<ContractDocument>(StatusCodes.Status200OK, "The version.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status404NotFound, "no-such-contract")
            )
            .RequireAuthorization(Permissions.ReadPipelines);

    internal sealed record Query(TenantId Tenant, string Name, string? Version) : IRequest<Response>;

    internal sealed record Response(ContractDocument Contract, string ETag);

    internal sealed class Handler(ContractStore store) : IRequestHandler<Query, Response>
    {
        public async Task<Response> Handle(Query request, CancellationToken cancellationToken)
        {
            var found = await store.GetAsync(request.Tenant, request.Name, cancellationToken);
            var version = request.Version ?? found.State.Published ?? found.State.Versions[^1].Version;
            return new Response(await store.ReadAsync(found, version, cancellationToken), found.ETag);
        }
    }
}
