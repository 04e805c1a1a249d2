using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Processing.Schemas;

/// <summary>Removes a contract with all its versions: <c>DELETE /api/v1/contracts/{name}</c>.</summary>
internal static class DeleteContract
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/contracts/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var (tenant, actor) = (TenantId.Of(http.User), Actor.Of(http.User));
                    await mediator.Send(new Command(tenant, actor, name, IfMatch.Of(http.Request)), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a contract with all its versions.",
                api =>
                    api.Path("name", "The name of the contract.")
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-contract")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManagePipelines);

    internal sealed record Command(TenantId Tenant, Actor Actor, string Name, string? ETag) : IRequest<Unit>;

    internal sealed class Handler(ContractStore store) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var read = await store.GetAsync(request.Tenant, request.Name, cancellationToken);
            if (request.ETag is not null && request.ETag != read.ETag)
            {
                throw new DocumentConflictException(ContractStore.Kind, request.Name);
            }

            await store.DeleteAsync(read, request.Actor, cancellationToken);
            return Unit.Value;
        }
    }
}
