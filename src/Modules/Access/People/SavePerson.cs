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

namespace Monolith.Access.People;

/// <summary>Changes a member, what they have in the tenant or who they are: <c>PUT /api/v1/access/people/{id}</c>. With
/// <c>If-Match</c>, only if nobody else changed them meanwhile.</summary>
internal static class SavePerson
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut(
                "/api/v1/access/people/{id}",
                async (string id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var administrator = Administrator.Of(http);
                    var body = await DocumentJson.ReadAsync<PersonBody>(http.Request, cancellationToken);
                    var command = new Command(administrator, id, body, IfMatch.Of(http.Request));
                    return DocumentJson.Answer(await mediator.Send(command, cancellationToken));
                }
            )
            .Describe(
                "Changes a member: their roles and teams in the tenant, or who they are.",
                api =>
                    api.Path("id", "The id of the person.")
                        .OfTenant()
                        .ReadsIfMatch()
                        .Takes<PersonBody>("The person, whole.", DocumentJson.Options)
                        .Gives<PersonView>(StatusCodes.Status200OK, "The member.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status404NotFound, "no-such-person")
                        .Refuses(StatusCodes.Status409Conflict, "changed-meanwhile")
                        .Refuses(StatusCodes.Status409Conflict, "last-owner")
                        .Refuses(StatusCodes.Status409Conflict, "person-already-exists")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, string Id, PersonBody Body, string? ETag)
        : IRequest<PersonView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Body).SetValidator(new PersonRules()).OverridePropertyName("");
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, PersonView>
    {
        public async Task<PersonView> Handle(Command request, CancellationToken cancellationToken)
        {
            var administrator = request.Administrator;
            var saved = await directory.ChangeAsync(administrator, edit => Decide(edit, request), cancellationToken);
            return PersonView.Of(saved, administrator.Tenant);
        }

        private static Person Decide(DirectoryEdit edit, Command request)
        {
            var (administrator, body, tenant) = (
                request.Administrator,
                request.Body,
                request.Administrator.Tenant.Value
            );
            var read = edit.MemberOf(tenant, request.Id, request.ETag);
            var membership = new Membership(
                tenant,
                edit.Before.RolesOf(tenant, body.Roles),
                edit.Before.TeamsOf(tenant, body.Teams)
            );
            administrator.MustCover(edit.Before.EntitlementOf(read.In(tenant)!), read.Email);
            administrator.MustCover(edit.Before.EntitlementOf(membership), read.Email);
            var person = read with
            {
                Email = body.Email is null ? read.Email : Person.Normal(body.Email),
                Name = body.Name ?? read.Name,
                IsDisabled = body.IsDisabled,
                Identities = body.Identities ?? read.Identities,
            };
            if (!IsSame(person, read))
            {
                MustRule(administrator, edit.Before, read);
            }

            person = person with { Memberships = [.. read.Memberships.Where(m => m.Tenant != tenant), membership] };
            edit.Save(person);
            return person;
        }

        private static bool IsSame(Person one, Person other) =>
            (one.Email, one.Name, one.IsDisabled) == (other.Email, other.Name, other.IsDisabled)
            && one.Identities.SequenceEqual(other.Identities);

        // Who gives a person another address, or shuts them out, does so in all of their tenants: with the address, one could sign in
        // as them there.
        private static void MustRule(Administrator administrator, DirectorySnapshot snapshot, Person person)
        {
            if (!administrator.ManagesTenants && person.Memberships.Any(m => m.Tenant != administrator.Tenant.Value))
            {
                throw new NotAllowedException(
                    "beyond-your-own",
                    $"{person.Email} is a member of other tenants too. Only who manages tenants changes who they are; "
                        + "you can change their roles and teams, or take them out of yours."
                );
            }

            foreach (var membership in person.Memberships)
            {
                administrator.MustCover(snapshot.EntitlementOf(membership), person.Email);
            }
        }
    }
}
