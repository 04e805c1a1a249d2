using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.Keys;
using Monolith.Platform.Documents;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.People;

/// <summary>Takes somebody out of the tenant, and revokes the keys that they have there: <c>DELETE /api/v1/access/people/{id}</c>. Who
/// is in no tenant any more is forgotten.</summary>
internal static class RemovePerson
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/access/people/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = new Command(Administrator.Of(http), id, IfMatch.Of(http.Request));
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Takes somebody out of the tenant, and revokes the keys that they have there.",
                api =>
                    api.Path("id", "The id of the person.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "They are no member any more.")
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-person")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status409Conflict, "last-owner")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, string Id, string? ETag) : IRequest<Unit>;

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, Unit>
    {
        public Task<Unit> Handle(Command request, CancellationToken cancellationToken) =>
            directory.ChangeAsync(request.Administrator, edit => Decide(edit, request), cancellationToken);

        private static Unit Decide(DirectoryEdit edit, Command request)
        {
            var tenant = request.Administrator.Tenant.Value;
            var read = edit.MemberOf(tenant, request.Id, request.ETag);
            request.Administrator.MustCover(edit.Before.EntitlementOf(read.In(tenant)!), read.Email);
            var left = read with { Memberships = [.. read.Memberships.Where(m => m.Tenant != tenant)] };
            if (left.Memberships.Count > 0)
            {
                edit.Save(left);
            }
            else
            {
                edit.Remove(left);
            }

            edit.RevokeKeysOf(tenant, new KeyHolder(KeyHolderKind.Person, read.Id));
            return Unit.Value;
        }
    }
}
