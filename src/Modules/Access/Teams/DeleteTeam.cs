using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Teams;

/// <summary>Removes a team that nobody is in: <c>DELETE /api/v1/access/teams/{name}</c>.</summary>
internal static class DeleteTeam
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete(
                "/api/v1/access/teams/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var command = new Command(Administrator.Of(http), name, IfMatch.Of(http.Request));
                    await mediator.Send(command, cancellationToken);
                    return TypedResults.NoContent();
                }
            )
            .Describe(
                "Removes a team that nobody is in.",
                api =>
                    api.Path("name", "The name of the team.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Gives(StatusCodes.Status204NoContent, "It is gone.")
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-team")
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
            var read =
                documents.Teams.Find(DirectoryKinds.Teams, id, request.ETag)
                ?? throw new NotFoundException("no-such-team", $"The tenant has no team {request.Name}.");
            administrator.MustCover(edit.Before.EntitlementOf(tenant, read.Roles), $"The team {request.Name}");

            // A team made anew under the name would have them as members, unseen.
            var members = documents.People.Values.Select(d => d.Value);
            if (
                members.FirstOrDefault(p =>
                    p.In(tenant)?.Teams.Contains(request.Name, StringComparer.Ordinal) == true
                ) is
                { } member
            )
            {
                throw new ConflictException(
                    "in-use",
                    $"{member.Email} is in the team {request.Name}. Take them out first."
                );
            }

            edit.Remove(read);
            return Unit.Value;
        }
    }
}
