using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.Access.Directory;
using Monolith.Access.Roles;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.Teams;

/// <summary>Adds or replaces a team: <c>PUT /api/v1/access/teams/{name}</c>. With <c>If-Match</c>, only if nobody else changed it
/// meanwhile.</summary>
internal static class SaveTeam
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/access/teams/{name}",
                async (string name, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var administrator = Administrator.Of(http);
                    var body = await DocumentJson.ReadAsync<TeamBody>(http.Request, cancellationToken);
                    var command = new Command(administrator, name, body, IfMatch.Of(http.Request));
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Adds or replaces a team.",
                api =>
                    api.Path("name", "The name of the team.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Takes<TeamBody>("The team, whole.", DocumentJson.Options)
                        .Gives<TeamView>(StatusCodes.Status200OK, "The team.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-teams")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, string Name, TeamBody Body, string? ETag)
        : IRequest<TeamView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() =>
            RuleFor(c => c.Name)
                .Must(TenantId.IsName)
                .WithMessage("A name has up to 64 letters, digits, '-', '_' or '.'.");
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, TeamView>
    {
        private const int MaxTeams = 500;

        public async Task<TeamView> Handle(Command request, CancellationToken cancellationToken) =>
            TeamView.Of(
                await directory.ChangeAsync(request.Administrator, edit => Decide(edit, request), cancellationToken)
            );

        private static Team Decide(DirectoryEdit edit, Command request)
        {
            var (administrator, known) = (request.Administrator, edit.Before.Documents.Teams);
            var tenant = administrator.Tenant;
            var id = DirectoryDocuments.Id(tenant.Value, request.Name);
            var read = known.Find(DirectoryKinds.Teams, id, request.ETag);
            if (read is null && known.Of(tenant).Count() >= MaxTeams)
            {
                throw new ConflictException("too-many-teams", $"A tenant may have {MaxTeams} teams.");
            }

            var roles = edit.Before.RolesOf(tenant.Value, request.Body.Roles);
            foreach (var state in new[] { read?.Roles, roles }.OfType<IReadOnlyList<string>>())
            {
                administrator.MustCover(edit.Before.EntitlementOf(tenant.Value, state), $"The team {request.Name}");
            }

            var team = new Team
            {
                Tenant = tenant.Value,
                Name = request.Name,
                Roles = roles,
            };
            edit.Save(team);
            return team;
        }
    }
}
