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

/// <summary>Removes a tenant that nobody is in: <c>DELETE /api/v1/access/tenants/{id}</c>. Its telemetry stays for as long as it was
/// to be kept.</summary>
internal static class DeleteTenant
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/access/tenants/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var (actor, home) = (Actor.Of(http.User), TenantId.Of(http.User));
                    await mediator.Send(new Command(actor, home, id, IfMatch.Of(http.Request)), cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a tenant that nobody is in. Its telemetry stays for as long as it was to be kept.",
                api =>
                    api.Path("id", "The name of the tenant.")
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-tenant")
                        .Refuses(StatusCodes.Status409Conflict, "in-use")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
            )
            .RequireAuthorization(Permissions.ManageTenants);

    internal sealed record Command(Actor Actor, TenantId Home, string Id, string? ETag) : IRequest<Unit>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command request, CancellationToken cancellationToken) =>
            directory.ChangeAsync(request.Actor, request.Home, edit => Decide(edit, request), cancellationToken);

        private static Unit Decide(DirectoryEdit edit, Command request)
        {
            var documents = edit.Before.Documents;
            var tenant =
                documents.Tenants.Find(DirectoryKinds.Tenants, request.Id, request.ETag)
                ?? throw new NotFoundException("no-such-tenant", $"There is no tenant {request.Id}.");
            if (
                documents.People.Values.Any(d => d.Value.In(tenant.Id) is not null)
                || documents.ServiceAccounts.Values.Any(d => d.Value.Tenant == tenant.Id)
                || documents.Keys.Values.Any(d => d.Value.Tenant == tenant.Id && d.Value.RevokedAt is null)
            )
            {
                throw new ConflictException(
                    "in-use",
                    $"The tenant {tenant.Id} still has people, service accounts or keys. Remove them first."
                );
            }

            edit.Remove(tenant);
            return Unit.Value;
        }
    }
}
