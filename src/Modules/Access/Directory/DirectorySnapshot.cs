using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Claims;
using Monolith.Access.Doors;
using Monolith.Access.Keys;
using Monolith.Access.People;
using Monolith.Access.Roles;
using Monolith.Access.ServiceAccounts;
using Monolith.Access.Teams;
using Monolith.Access.Tenants;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Access.Directory;

/// <summary>Who there is and what they may do, at one moment. Never changes, but for what it remembers of its own answers.
/// Thread-safe.</summary>
internal sealed class DirectorySnapshot
{
    // Who has these sees or changes what is of all tenants. They mean something in the installation's own tenant alone.
    private static readonly string[] OfTheInstallation =
    [
        Permissions.ManageTenants,
        Permissions.ManageWorkflows,
        Permissions.ReadMetrics,
    ];

    private readonly string _home;
    private readonly FrozenDictionary<string, Person> _byEmail;
    private readonly FrozenDictionary<OutsideIdentity, Person> _byIdentity;
    private readonly Lazy<KeyIndex> _keys;
    private readonly ConcurrentDictionary<(string Person, string Tenant, string Scheme), ClaimsPrincipal> _callers =
        new();

    /// <param name="documents">What there is.</param>
    /// <param name="home">The installation's own tenant.</param>
    public DirectorySnapshot(DirectoryDocuments documents, string home)
    {
        _home = home;
        Documents = documents;
        _keys = new Lazy<KeyIndex>(() => new KeyIndex(this));
        _byEmail = documents.People.Values.ToFrozenDictionary(d => d.Value.Email, d => d.Value, StringComparer.Ordinal);
        _byIdentity = documents
            .People.Values.SelectMany(d => d.Value.Identities.Select(identity => (identity, d.Value)))
            .ToFrozenDictionary(pair => pair.identity, pair => pair.Value);
    }

    /// <summary>The keys, ready to be asked about: made when they are first asked for, since not every state is.</summary>
    public KeyIndex Keys => _keys.Value;

    /// <summary>What it was made of.</summary>
    public DirectoryDocuments Documents { get; }

    /// <summary>The person with this address; null when nobody has it.</summary>
    public Person? PersonOf(string email) => _byEmail.GetValueOrDefault(Person.Normal(email));

    /// <summary>The person whom a provider of identities calls so; null when nobody is.</summary>
    public Person? PersonOf(string issuer, string subject) =>
        _byIdentity.GetValueOrDefault(new OutsideIdentity(issuer, subject));

    /// <summary>The person with this id; null when there is none.</summary>
    public Person? PersonOfId(string id) => Documents.People.GetValueOrDefault(id)?.Value;

    /// <summary>Who a person is to the endpoints, in one of their tenants; null when they are disabled or no member. Made once.</summary>
    public ClaimsPrincipal? CallerOf(Person person, TenantId tenant, string scheme) =>
        person.IsDisabled || person.In(tenant.Value) is not { } membership
            ? null
            : _callers.GetOrAdd(
                (person.Id, tenant.Value, scheme),
                _ => Caller.Make(scheme, person.Email, tenant.Value, EntitlementOf(membership))
            );

    /// <summary>What a member of a tenant has, by their own roles and their teams'.</summary>
    public Entitlement EntitlementOf(Membership membership) =>
        EntitlementOf(membership.Tenant, RolesOf(membership).Distinct(StringComparer.Ordinal));

    /// <summary>What a service account has.</summary>
    public Entitlement EntitlementOf(ServiceAccount account) => EntitlementOf(account.Tenant, account.Roles);

    /// <summary>What a key opens; null when its holder is no more, is disabled, or is no member of its tenant any more.</summary>
    public Entitlement? EntitlementOf(ApiKey key)
    {
        if (key.Holder is null)
        {
            var roles = key.Roles.Select(name => RoleOf(key.Tenant, name)).OfType<Entitlement>();
            var own = new Entitlement(key.Permissions ?? [], rows: [], hiddenFields: []);
            return Within(key.Tenant, Entitlement.Together([.. roles, own]));
        }

        var holders = key.Holder.Kind == KeyHolderKind.Person ? OfPerson(key) : OfServiceAccount(key);
        return key.Permissions is null ? holders : holders?.Only(key.Permissions);
    }

    /// <summary>The name that the audit trail knows one by who comes in by a key.</summary>
    public string CallerNameOf(ApiKey key) =>
        key.Holder switch
        {
            null => key.CallerName,
            { Kind: KeyHolderKind.Person } person => PersonOfId(person.Id)?.Email ?? key.CallerName,
            { } account => ServiceAccount.NameOf(account.Id),
        };

    /// <summary>What roles give together in a tenant. A role that is no more gives nothing.</summary>
    public Entitlement EntitlementOf(string tenant, IEnumerable<string> roles) =>
        Within(tenant, Entitlement.Together([.. roles.Select(name => RoleOf(tenant, name)).OfType<Entitlement>()]));

    /// <summary>What of an entitlement means something in a tenant.</summary>
    public Entitlement Within(string tenant, Entitlement entitlement) =>
        tenant == _home ? entitlement : entitlement.Without(OfTheInstallation);

    /// <summary>What a role gives; null when there is none of this name.</summary>
    public Entitlement? RoleOf(string tenant, string name) =>
        BuiltInRoles.Find(name) is { } builtIn ? new Entitlement(builtIn.Permissions, [], [])
        : Documents.Roles.GetValueOrDefault(DirectoryDocuments.Id(tenant, name)) is { Value: var role }
            ? EntitlementOf(role)
        : null;

    /// <summary>What a role says that it gives.</summary>
    public static Entitlement EntitlementOf(Role role) => new(role.Permissions, role.Rows, role.HiddenFields);

    /// <summary>The tenants that have an owner who may come in.</summary>
    public IReadOnlySet<string> TenantsWithOwner() =>
        Documents
            .People.Values.Where(d => !d.Value.IsDisabled)
            .SelectMany(d => d.Value.Memberships)
            .Where(m => RolesOf(m).Contains(BuiltInRoles.Owner, StringComparer.Ordinal))
            .Select(m => m.Tenant)
            .ToHashSet(StringComparer.Ordinal);

    private Entitlement? OfPerson(ApiKey key) =>
        PersonOfId(key.Holder!.Id) is { IsDisabled: false } person && person.In(key.Tenant) is { } membership
            ? EntitlementOf(membership)
            : null;

    private Entitlement? OfServiceAccount(ApiKey key) =>
        Documents.ServiceAccounts.GetValueOrDefault(DirectoryDocuments.Id(key.Tenant, key.Holder!.Id))?.Value
            is { IsDisabled: false } account
            ? EntitlementOf(account)
            : null;

    private IEnumerable<string> RolesOf(Membership membership) =>
        membership.Roles.Concat(
            membership.Teams.SelectMany(name =>
                Documents.Teams.GetValueOrDefault(DirectoryDocuments.Id(membership.Tenant, name))?.Value.Roles ?? []
            )
        );
}
