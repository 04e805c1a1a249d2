using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Access.Keys;
using Monolith.Access.People;
using Monolith.Access.Roles;
using Monolith.Access.ServiceAccounts;
using Monolith.Access.Teams;
using Monolith.Access.Tenants;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Access.Directory;

/// <summary>A change of the directory that is being decided: what there is, and what is to become of it. Not thread-safe.</summary>
/// <param name="before">What there is.</param>
/// <param name="home">The installation's own tenant.</param>
/// <param name="now">The moment of the change.</param>
internal sealed class DirectoryEdit(DirectorySnapshot before, string home, DateTimeOffset now)
{
    // Nobody reads the ETag of what is only being decided.
    private const string NoETag = "";

    private readonly List<Edited> _edited = [];
    private DirectoryDocuments _after = before.Documents;

    /// <summary>The moment of the change.</summary>
    public DateTimeOffset Now => now;

    /// <summary>What there is before it.</summary>
    public DirectorySnapshot Before => before;

    /// <summary>What there is after what was decided so far.</summary>
    public DirectorySnapshot After => new(_after, home);

    /// <summary>Whether anything is to become different.</summary>
    public bool HasChanges => _edited.Count > 0;

    /// <summary>Adds or replaces a tenant.</summary>
    public void Save(Tenant tenant)
    {
        Note(DirectoryKinds.Tenants, tenant.Id, _after.Tenants.GetValueOrDefault(tenant.Id)?.Value, tenant, tenant.Id);
        _after = _after with { Tenants = _after.Tenants.SetItem(tenant.Id, new(tenant.Id, tenant, NoETag)) };
    }

    /// <summary>Adds or replaces a person.</summary>
    public void Save(Person person)
    {
        Note(DirectoryKinds.People, person.Id, person: person);
        _after = _after with { People = _after.People.SetItem(person.Id, new(person.Id, person, NoETag)) };
    }

    /// <summary>Adds or replaces a service account.</summary>
    public void Save(ServiceAccount account)
    {
        var id = DirectoryDocuments.Id(account.Tenant, account.Name);
        var old = _after.ServiceAccounts.GetValueOrDefault(id)?.Value;
        Note(DirectoryKinds.ServiceAccounts, id, old, account, account.Tenant);
        _after = _after with { ServiceAccounts = _after.ServiceAccounts.SetItem(id, new(id, account, NoETag)) };
    }

    /// <summary>Adds or replaces a team.</summary>
    public void Save(Team team)
    {
        var id = DirectoryDocuments.Id(team.Tenant, team.Name);
        Note(DirectoryKinds.Teams, id, _after.Teams.GetValueOrDefault(id)?.Value, team, team.Tenant);
        _after = _after with { Teams = _after.Teams.SetItem(id, new(id, team, NoETag)) };
    }

    /// <summary>Adds or replaces a role.</summary>
    public void Save(Role role)
    {
        var id = DirectoryDocuments.Id(role.Tenant, role.Name);
        Note(DirectoryKinds.Roles, id, _after.Roles.GetValueOrDefault(id)?.Value, role, role.Tenant);
        _after = _after with { Roles = _after.Roles.SetItem(id, new(id, role, NoETag)) };
    }

    /// <summary>Adds or replaces a key.</summary>
    public void Save(ApiKey key)
    {
        Note(DirectoryKinds.Keys, key.Id, _after.Keys.GetValueOrDefault(key.Id)?.Value, key, key.Tenant);
        _after = _after with { Keys = _after.Keys.SetItem(key.Id, new(key.Id, key, NoETag)) };
    }

    /// <summary>Removes a tenant's description. Its telemetry stays.</summary>
    public void Remove(Tenant tenant)
    {
        Note<Tenant>(DirectoryKinds.Tenants, tenant.Id, tenant, null, tenant.Id);
        _after = _after with { Tenants = _after.Tenants.Remove(tenant.Id) };
    }

    /// <summary>Removes a person.</summary>
    public void Remove(Person person)
    {
        Note(DirectoryKinds.People, person.Id, person: null);
        _after = _after with { People = _after.People.Remove(person.Id) };
    }

    /// <summary>Removes a service account.</summary>
    public void Remove(ServiceAccount account)
    {
        var id = DirectoryDocuments.Id(account.Tenant, account.Name);
        Note<ServiceAccount>(DirectoryKinds.ServiceAccounts, id, account, null, account.Tenant);
        _after = _after with { ServiceAccounts = _after.ServiceAccounts.Remove(id) };
    }

    /// <summary>Removes a team.</summary>
    public void Remove(Team team)
    {
        var id = DirectoryDocuments.Id(team.Tenant, team.Name);
        Note<Team>(DirectoryKinds.Teams, id, team, null, team.Tenant);
        _after = _after with { Teams = _after.Teams.Remove(id) };
    }

    /// <summary>Removes a role.</summary>
    public void Remove(Role role)
    {
        var id = DirectoryDocuments.Id(role.Tenant, role.Name);
        Note<Role>(DirectoryKinds.Roles, id, role, null, role.Tenant);
        _after = _after with { Roles = _after.Roles.Remove(id) };
    }

    /// <summary>Removes a key that has long opened nothing.</summary>
    public void Remove(ApiKey key)
    {
        Note<ApiKey>(DirectoryKinds.Keys, key.Id, key, null, key.Tenant);
        _after = _after with { Keys = _after.Keys.Remove(key.Id) };
    }

    /// <summary>What must hold whoever makes the change.</summary>
    /// <exception cref="ConflictException">It would not.</exception>
    public void Check()
    {
        if (Twice(_after.People.Values.Select(d => d.Value.Email)) is { } email)
        {
            throw new ConflictException("person-already-exists", $"Somebody else has the address {email}.");
        }

        if (Twice(_after.People.Values.SelectMany(d => d.Value.Identities)) is { } identity)
        {
            throw new ConflictException(
                "person-already-exists",
                $"Somebody else is known to {identity.Issuer} as {identity.Subject}."
            );
        }

        if (
            before.TenantsWithOwner().Except(After.TenantsWithOwner(), StringComparer.Ordinal).FirstOrDefault() is
            { } left
        )
        {
            throw new ConflictException(
                "last-owner",
                $"The tenant {left} would have no owner who may come in. Make somebody else one first."
            );
        }
    }

    /// <summary>What is committed.</summary>
    /// <param name="actor">Who makes the change.</param>
    /// <param name="trail">The tenant whose audit trail is told, beside those that it is about.</param>
    /// <param name="revision">The number of the change.</param>
    public DocumentChanges ToChanges(Actor actor, TenantId trail, long revision)
    {
        var changes = new DocumentChanges();
        foreach (var (i, edited) in _edited.Index())
        {
            edited.AddTo(changes);
            foreach (var tenant in edited.Tenants.Append(trail.Value).Distinct(StringComparer.Ordinal))
            {
                changes.Audit(Entry(edited, $"access.{revision}.{i}.{now.UtcTicks}", tenant, actor));
            }
        }

        return changes;
    }

    private void Note(string kind, string id, Person? person)
    {
        var old = _after.People.GetValueOrDefault(id)?.Value;
        var tenants = (old?.Memberships ?? []).Concat(person?.Memberships ?? []).Select(m => m.Tenant);
        Note(kind, id, old, person, [.. tenants]);
    }

    private void Note<T>(string kind, string id, T? old, T? value, params string[] tenants)
        where T : class
    {
        var (from, to) = (Json(old), Json(value));
        if (JsonNode.DeepEquals(from, to))
        {
            return;
        }

        if (_edited.Exists(e => e.Kind == kind && e.Id == id))
        {
            throw new InvalidOperationException($"'{id}' ({kind}) is changed already.");
        }

        _edited.Add(
            new Edited(
                kind,
                id,
                tenants,
                from,
                to,
                changes => _ = value is null ? changes.Delete(kind, id) : changes.Save(kind, id, value)
            )
        );
    }

    private AuditEntry Entry(Edited edited, string id, string tenant, Actor actor)
    {
        var what =
            edited.From is null ? "created"
            : edited.To is null ? "deleted"
            : "changed";
        return new AuditEntry
        {
            Id = id,
            Tenant = tenant,
            Time = now,
            Action = $"access.{edited.Kind["access-".Length..].Replace('-', '_')}.{what}",
            Actor = actor,
            Target = new AuditTarget(edited.Kind.Replace('-', '_'), edited.Id),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["from"] = Different(edited.From, edited.To).ToJsonString(DocumentJson.Options),
                ["to"] = Different(edited.To, edited.From).ToJsonString(DocumentJson.Options),
            },
        };
    }

    // What was not changed need not be told again; what comes or goes is told whole.
    private static JsonObject Different(JsonObject? one, JsonObject? other) =>
        new(
            (one ?? [])
                .Where(p => !JsonNode.DeepEquals(p.Value, other?[p.Key]))
                .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))
        );

    private static JsonObject? Json<T>(T? value)
        where T : class => (JsonObject?)JsonSerializer.SerializeToNode(value, DocumentJson.Options);

    private static T? Twice<T>(IEnumerable<T> values)
        where T : class =>
        values.CountBy(value => value).Where(count => count.Value > 1).Select(count => count.Key).FirstOrDefault();

    private sealed record Edited(
        string Kind,
        string Id,
        IReadOnlyList<string> Tenants,
        JsonObject? From,
        JsonObject? To,
        Action<DocumentChanges> AddTo
    );
}
