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

/// <summary>Removes a role that nobody has: <c>DELETE /api/v1/access/roles/{name}</c>.</summary>
internal static class DeleteRole
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/access/roles/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = new Command(Administrator.Of(http), name, IfMatch.Of(http.Request));
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a role that nobody has.",
                api =>
                    api.Path("name", "The name of the role.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-role")
                        .Refuses(StatusCodes.Status409Conflict, "in-use")
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
            var role =
                documents.Roles.Find(DirectoryKinds.Roles, id, request.ETag)
                ?? throw new NotFoundException("no-such-role", $"The tenant has no role {request.Name} of its own.");
            administrator.MustCover(
                edit.Before.Within(tenant, DirectorySnapshot.EntitlementOf(role)),
                $"The role {request.Name}"
            );

            // A role made anew under the name would come to those who still have it, unseen.
            if (WhoHas(documents, tenant, request.Name).FirstOrDefault() is { } holder)
            {
                throw new ConflictException(
                    "in-use",
                    $"The role {request.Name} is given to {holder}. Take it away first."
                );
            }

            edit.Remove(role);
            return Unit.Value;
        }

        private static IEnumerable<string> WhoHas(DirectoryDocuments documents, string tenant, string role) =>
            documents
                .People.Values.Where(d => d.Value.In(tenant)?.Roles.Contains(role, StringComparer.Ordinal) == true)
                .Select(d => d.Value.Email)
                .Concat(
                    documents
                        .Teams.Values.Where(d =>
                            d.Value.Tenant == tenant && d.Value.Roles.Contains(role, StringComparer.Ordinal)
                        )
                        .Select(d => $"the team {d.Value.Name}")
                )
                .Concat(
                    documents
                        .ServiceAccounts.Values.Where(d =>
                            d.Value.Tenant == tenant && d.Value.Roles.Contains(role, StringComparer.Ordinal)
                        )
                        .Select(d => $"the service account {d.Value.Name}")
                )
                .Concat(
                    documents
                        .Keys.Values.Where(d =>
                            d.Value.Tenant == tenant
                            && d.Value.RevokedAt is null
                            && d.Value.Roles.Contains(role, StringComparer.Ordinal)
                        )
                        .Select(d => $"the key {d.Value.Id}")
                );
    }
}
