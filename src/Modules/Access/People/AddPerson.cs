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

/// <summary>Makes somebody a member of the tenant: <c>POST /api/v1/access/people</c>. Who has the address already in another tenant is
/// the same person.</summary>
internal static class AddPerson
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/access/people",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var administrator = Administrator.Of(http);
                    var body = await DocumentJson.ReadAsync<PersonBody>(http.Request, cancellationToken);
                    var added = await mediator.Send(new Command(administrator, body), cancellationToken);
                    http.Response.Headers.Location = $"/api/v1/access/people/{added.Id}";
                    return DocumentJson.Answer(added, StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Makes somebody a member of the tenant.",
                api =>
                    api.OfTenant()
                        .Takes<PersonBody>("The person.", DocumentJson.Options)
                        .Gives<PersonView>(StatusCodes.Status201Created, "The member.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status409Conflict, "person-already-exists")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-people")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, PersonBody Body) : IRequest<PersonView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Body).SetValidator(new PersonRules()).OverridePropertyName("");
            RuleFor(c => c.Body.Email).NotNull().OverridePropertyName("email").WithMessage("email is needed.");
        }
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, PersonView>
    {
        private const int MaxPeople = 10_000;

        public async Task<PersonView> Handle(Command request, CancellationToken cancellationToken)
        {
            var administrator = request.Administrator;
            var added = await directory.ChangeAsync(administrator, edit => Decide(edit, request), cancellationToken);
            return PersonView.Of(added, administrator.Tenant);
        }

        private static Person Decide(DirectoryEdit edit, Command request)
        {
            var (body, tenant) = (request.Body, request.Administrator.Tenant.Value);
            var email = Person.Normal(body.Email!);
            var known = edit.Before.PersonOf(email);
            if (known?.In(tenant) is not null)
            {
                throw new ConflictException("person-already-exists", $"{known.Email} is a member already.");
            }

            if (edit.Before.Documents.People.Values.Count(d => d.Value.In(tenant) is not null) >= MaxPeople)
            {
                throw new ConflictException("too-many-people", $"A tenant may have {MaxPeople} members.");
            }

            var membership = new Membership(
                tenant,
                edit.Before.RolesOf(tenant, body.Roles),
                edit.Before.TeamsOf(tenant, body.Teams)
            );
            request.Administrator.MustCover(edit.Before.EntitlementOf(membership), email);
            var person = known is null
                ? new Person
                {
                    Id = Guid.CreateVersion7(edit.Now).ToString("N"),
                    Email = email,
                    Name = body.Name ?? "",
                    IsDisabled = body.IsDisabled,
                    Identities = body.Identities ?? [],
                    Memberships = [membership],
                }
                : known with
                {
                    Memberships = [.. known.Memberships, membership],
                };
            edit.Save(person);
            return person;
        }
    }
}
