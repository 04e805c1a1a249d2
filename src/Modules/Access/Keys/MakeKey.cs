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

namespace Monolith.Access.Keys;

/// <summary>Makes a key and shows it, once: <c>POST /api/v1/access/keys</c>.</summary>
internal static class MakeKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/access/keys",
                async (HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
                {
                    var administrator = Administrator.Of(http);
                    var body = await DocumentJson.ReadAsync<KeyBody>(http.Request, cancellationToken);
                    var made = await mediator.Send(new Command(administrator, body), cancellationToken);
                    http.Response.Headers.CacheControl = "no-store";
                    return DocumentJson.Answer(made, StatusCodes.Status201Created);
                }
            )
            .Describe(
                "Makes a key and shows it, once.",
                api =>
                    api.OfTenant()
                        .Takes<KeyBody>("What the key is to be.", DocumentJson.Options)
                        .Gives<KeyView>(StatusCodes.Status201Created, "The key.", DocumentJson.Options)
                        .Refuses(StatusCodes.Status403Forbidden, "beyond-your-own")
                        .Refuses(StatusCodes.Status409Conflict, "too-many-keys")
            )
            .RequireAuthorization(Permissions.ManageAccess);

    internal sealed record Command(Administrator Administrator, KeyBody Body) : IRequest<KeyView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MaxName = 200;
        private const int MaxEntries = 100;
        private const int MaxRate = 1_000_000;

        public Validator(TimeProvider clock)
        {
            RuleFor(c => c.Body.Name).NotEmpty().MaximumLength(MaxName).OverridePropertyName("name");
            RuleFor(c => c.Body)
                .Must(body =>
                    body.Holder is not null
                        ? body.Roles is not { Count: > 0 }
                        : body.Roles is { Count: > 0 } || body.Permissions is { Count: > 0 }
                )
                .OverridePropertyName("roles")
                .WithMessage("A key has a holder, or roles or permissions of its own; with a holder it has no roles.");
            RuleForEach(c => c.Body.Permissions)
                .Must(permission => Permissions.All.Contains(permission, StringComparer.Ordinal))
                .OverridePropertyName("permissions")
                .WithMessage("'{PropertyValue}' is no permission: GET /api/v1/access/permissions lists them.");
            RuleFor(c => c.Body.OtherTenants)
                .Must(names =>
                    names is null
                    || (
                        names.Count <= MaxEntries
                        && names.All(name => name == TenantId.AnyName || TenantId.IsName(name))
                    )
                )
                .OverridePropertyName("other_tenants")
                .WithMessage($"other_tenants may have {MaxEntries} names of tenants, or '*'.");
            RuleFor(c => c.Body.Networks)
                .Must(networks =>
                    networks is null || (networks.Count <= MaxEntries && networks.All(KeyNetwork.IsNetwork))
                )
                .OverridePropertyName("networks")
                .WithMessage($"networks may have {MaxEntries} entries such as 192.0.2.0/24 or 2001:db8::/32.");
            RuleFor(c => c.Body.ExpiresAt)
                .Must(end => end is null || end > clock.GetUtcNow())
                .OverridePropertyName("expires_at")
                .WithMessage("expires_at must be still to come.");
            RuleFor(c => c.Body.RatePerSecond).InclusiveBetween(1, MaxRate).OverridePropertyName("rate_per_second");
        }
    }

    internal sealed class Handler(AccessDirectory directory) : IRequestHandler<Command, KeyView>
    {
        public async Task<KeyView> Handle(Command request, CancellationToken cancellationToken)
        {
            var (id, key) = KeyText.Make();
            var made = await directory.ChangeAsync(
                request.Administrator,
                edit => Decide(edit, request, id, NewKey.HashOf(key)),
                cancellationToken
            );
            return KeyView.Of(made) with { Key = key };
        }

        private static ApiKey Decide(DirectoryEdit edit, Command request, string id, string hash)
        {
            var (administrator, body) = (request.Administrator, request.Body);
            var tenant = administrator.Tenant.Value;
            MustHold(edit.Before, tenant, body.Holder);
            var key = new ApiKey
            {
                Id = id,
                Tenant = tenant,
                Name = body.Name,
                Holder = body.Holder,
                Hash = hash,
                Roles = edit.Before.RolesOf(tenant, body.Roles),
                Permissions = body.Permissions,
                OtherTenants = body.OtherTenants ?? [],
                Networks = body.Networks ?? [],
                ExpiresAt = body.ExpiresAt,
                RatePerSecond = body.RatePerSecond,
                CreatedAt = edit.Now,
                CreatedBy = administrator.Actor.Name,
            };
            NewKey.Add(edit, administrator, key);
            return key;
        }

        private static void MustHold(DirectorySnapshot snapshot, string tenant, KeyHolder? holder)
        {
            var isThere = holder switch
            {
                null => true,
                { Kind: KeyHolderKind.Person } => snapshot.PersonOfId(holder.Id)?.In(tenant) is not null,
                _ => snapshot.Documents.ServiceAccounts.ContainsKey(DirectoryDocuments.Id(tenant, holder.Id)),
            };
            if (!isThere)
            {
                throw new InvalidRequestException("holder", $"The tenant has no such holder: {holder!.Id}.");
            }
        }
    }
}
