using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;
using Monolith.Access.Directory;
using Monolith.Access.LocalAccounts;
using Monolith.Access.People;
using Monolith.Access.Roles;
using Monolith.Access.Sessions;
using Monolith.Access.SignIn;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Reference;
using Monolith.Platform.Security;

namespace Monolith.Access.SetUp;

/// <summary>Makes the first owner, for who has the link that the start has printed: <c>POST /api/v1/set-up</c>.</summary>
internal static class MakeOwner
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/set-up",
                async (HttpContext http, IMediator mediator, SessionStart start, CancellationToken cancellationToken) =>
                {
                    var command = await DocumentJson.ReadAsync<Command>(http.Request, cancellationToken);
                    var owner = await mediator.Send(command, cancellationToken);
                    var who = await start.BeginAsync(
                        http,
                        owner,
                        new Session { Tenant = owner.Memberships[0].Tenant, Way = "set-up" },
                        cancellationToken
                    );
                    return DocumentJson.Answer(SessionView.Of(who), StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Makes the first owner and signs them in, for who has the link that the start has printed.",
                api =>
                    api.Takes<Command>("Who becomes the owner.", DocumentJson.Options)
                        .Gives<SessionView>(StatusCodes.Status201Created, "Their session.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "set-up-refused")
                        .Refuses(StatusCodes.Status403Forbidden, "cross-site-request")
            )
            .FromHereOnly()
            .AllowAnonymous();

    /// <summary>Who becomes the owner.</summary>
    /// <param name="token">What stands in the link behind <c>#token=</c>.</param>
    /// <param name="email">Their address.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="password">The password that they choose.</param>
    internal sealed class Command(string token, string email, string name, string password) : IRequest<Person>
    {
        public string Token => token;

        public string Email => email;

        public string Name => name;

        public string Password => password;
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int Longest = 200;

        public Validator()
        {
            RuleFor(c => c.Email).NotEmpty().MaximumLength(Longest).EmailAddress().OverridePropertyName("email");
            RuleFor(c => c.Name).MaximumLength(Longest).OverridePropertyName("name");
            RuleFor(c => c.Password)
                .Custom(
                    (password, context) =>
                    {
                        var (email, name) = (context.InstanceToValidate.Email, context.InstanceToValidate.Name);
                        if (PasswordRules.ProblemOf(password, email, name) is { } problem)
                        {
                            context.AddFailure("password", problem);
                        }
                    }
                );
        }
    }

    internal sealed class Handler(
        SetUpLinks links,
        AccessDirectory directory,
        AccountStore accounts,
        PasswordHasher hasher,
        SignInTrail trail,
        IOptions<AccessOptions> options,
        TimeProvider clock
    ) : IRequestHandler<Command, Person>
    {
        public async Task<Person> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!await links.IsValidAsync(request.Token, cancellationToken))
            {
                await TellAsync("token", cancellationToken);
                throw Refusal();
            }

            // The account first: an owner without one could not come in, and nobody else could become the owner.
            var owner = OwnerOf(request);
            var password = await hasher.MakeAsync(request.Password, cancellationToken);
            await accounts.SaveAsync(
                owner.Id,
                account => account with { Password = password },
                trail.By("access.password.set", owner, tenant: null, ("reason", "set_up")),
                cancellationToken
            );

            // Two may have the link, or have come by two replicas: the directory decides one after the other.
            await directory.ChangeAsync(
                new Actor(ActorKind.Caller, owner.Email),
                new TenantId(options.Value.Tenant),
                edit =>
                {
                    if (edit.Before.TenantsWithOwner().Contains(options.Value.Tenant))
                    {
                        throw Refusal();
                    }

                    edit.Save(owner);
                    return owner;
                },
                cancellationToken
            );
            await links.EndAsync(cancellationToken);
            await trail.TellAsync(trail.By("access.set_up.done", owner, tenant: null), cancellationToken);
            return owner;
        }

        private Person OwnerOf(Command request)
        {
            var home = new Membership(options.Value.Tenant, [BuiltInRoles.Owner], []);
            var known = directory.PersonOf(request.Email);
            return known is null
                ? new Person
                {
                    Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("n"),
                    Email = Person.Normal(request.Email),
                    Name = request.Name.Trim(),
                    Memberships = [home],
                }
                : known with
                {
                    IsDisabled = false,
                    Memberships = [home, .. known.Memberships.Where(m => m.Tenant != home.Tenant)],
                };
        }

        private Task TellAsync(string reason, CancellationToken cancellationToken) =>
            trail.TellAsync(
                trail.Refused("access.set_up.refused", person: null, reason, address: null),
                cancellationToken
            );
    }

    private static NotAllowedException Refusal() =>
        new(
            "set-up-refused",
            "The link is not the last one that was printed, is older than an hour, or there is an owner. A restart prints a new one "
                + "while there is none."
        );
}
