using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.Keys;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.ServiceAccounts;

/// <summary>Removes a service account, and revokes its keys: <c>DELETE /api/v1/access/service-accounts/{name}</c>.</summary>
internal static class DeleteServiceAccount
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/access/service-accounts/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = new Command(Administrator.Of(http), name, IfMatch.Of(http.Request));
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a service account, and revokes its keys.",
                api =>
                    api.Path("name", "The name of the service account.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-service-account")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, string Name, string? ETag) : IRequest<Unit>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command request, CancellationToken cancellationToken) =>
            directory.ChangeAsync(request.Administrator, edit => Decide(edit, request), cancellationToken);

        private static Unit Decide(DirectoryEdit edit, Command request)
        {
            var (administrator, documents) = (request.Administrator, edit.Before.Documents);
            var tenant = administrator.Tenant.Value;
            var id = DirectoryDocuments.Id(tenant, request.Name);
            var read =
                documents.ServiceAccounts.Find(DirectoryKinds.ServiceAccounts, id, request.ETag)
                ?? throw new NotFoundException(
                    "no-such-service-account",
                    $"The tenant has no service account {request.Name}."
                );
            administrator.MustCover(edit.Before.EntitlementOf(read), $"The service account {request.Name}");

            edit.RevokeKeysOf(tenant, new KeyHolder(KeyHolderKind.ServiceAccount, request.Name));
            edit.Remove(read);
            return Unit.Value;
        }
    }
}
