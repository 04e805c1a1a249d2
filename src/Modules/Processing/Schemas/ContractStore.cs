using System.Text;
using System.Text.Json;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Sampling;

namespace Monolith.Processing.Schemas;

/// <summary>A contract of a tenant, with all its versions.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Its versions.</param>
/// <param name="ETag">Names this state of it.</param>
internal sealed record KnownContract(TenantId Tenant, string Name, ContractState State, string ETag);

/// <summary>The versions of a contract.</summary>
/// <param name="Published">The version that holds; null when none does yet.</param>
/// <param name="Versions">All of them, in the order in which they were first saved.</param>
internal sealed record ContractState(string? Published, IReadOnlyList<SavedVersion> Versions);

/// <summary>A version of a contract, as it was saved.</summary>
/// <param name="Version">MAJOR.MINOR.PATCH.</param>
/// <param name="SavedAt">When.</param>
/// <param name="SavedBy">By whom.</param>
/// <param name="WasPublished">Whether it has ever held: from then on it does not change.</param>
internal sealed record SavedVersion(string Version, DateTimeOffset SavedAt, string SavedBy, bool WasPublished = false);

/// <summary>The contracts of all tenants, as documents: one of the versions that there are, and one for each version.</summary>
internal sealed class ContractStore(IDocumentStore documents, ContractCatalog catalog, TimeProvider clock)
    : WatchedDocuments
{
    /// <summary>The kind of the documents.</summary>
    public const string Kind = "contract";

    /// <summary>How many contracts a tenant may have.</summary>
    public const int MaxContracts = 200;

    private const string VersionKind = "contract-version";
    private const int MaxVersions = 100;

    // A version that was published does not change, so it is read and compiled once.
    private Dictionary<string, CompiledContract> _compiled = new(StringComparer.Ordinal);

    public override string Name => "contracts";

    /// <summary>The contracts of a tenant, by name.</summary>
    public async Task<IReadOnlyList<KnownContract>> ListAsync(TenantId tenant, CancellationToken cancellationToken) =>
        [
            .. (await ListAsync(cancellationToken))
                .Where(contract => contract.Tenant == tenant)
                .OrderBy(contract => contract.Name, StringComparer.Ordinal),
        ];

    /// <summary>A contract.</summary>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    public async Task<KnownContract> GetAsync(TenantId tenant, string name, CancellationToken cancellationToken) =>
        await FindAsync(tenant, name, cancellationToken)
        ?? throw new NotFoundException("no-such-contract", $"There is no contract {name}.");

    /// <summary>A contract; null when there is none of this name.</summary>
    public async Task<KnownContract?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken) =>
        ContractRules.IsName(name)
        && await documents.GetAsync<ContractState>(Kind, Id(tenant, name), cancellationToken) is { } read
            ? new KnownContract(tenant, name, read.Value, read.ETag)
            : null;

    /// <summary>What a version says.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    public async Task<ContractDocument> ReadAsync(
        KnownContract contract,
        string version,
        CancellationToken cancellationToken
    ) =>
        await documents.GetAsync<StoredContract>(
            VersionKind,
            Id(contract.Tenant, contract.Name, version),
            cancellationToken
        )
            is { } read
            ? ContractReader.Parse(read.Value.Json)
            : throw new NotFoundException(
                "no-such-contract",
                $"The contract {contract.Name} has no version {version}."
            );

    /// <summary>Saves a version, which does not hold yet.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="read">The contract as it was read; null when there was none.</param>
    /// <param name="contract">The version.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">This version has held already, or there are too many.</exception>
    /// <exception cref="DocumentConflictException">It was changed meanwhile.</exception>
    public async Task SaveAsync(
        TenantId tenant,
        KnownContract? read,
        ContractDocument contract,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var versions = read?.State.Versions ?? [];
        var same = versions.FirstOrDefault(saved => saved.Version == contract.Version);
        if (same is { WasPublished: true })
        {
            throw new ConflictException(
                "contract-version-published",
                $"Version {contract.Version} of {contract.Contract} was published and does not change. Give yours another number."
            );
        }

        if (same is null && versions.Count >= MaxVersions)
        {
            throw new ConflictException("too-many-contracts", $"A contract may have {MaxVersions} versions.");
        }

        var saved = new SavedVersion(contract.Version, clock.GetUtcNow(), actor.Name);
        var state = new ContractState(read?.State.Published, [.. versions.Where(version => version != same), saved]);
        var json = JsonSerializer.Serialize(contract, DocumentJson.Options);
        var changes = Head(new DocumentChanges(), tenant, contract.Contract, state, read)
            .Save(VersionKind, Id(tenant, contract.Contract, contract.Version), new StoredContract(json))
            .Audit(Entry("saved", tenant, contract.Contract, contract.Version, actor));
        await documents.CommitAsync(changes, cancellationToken);
    }

    /// <summary>Has a version hold; this process goes by it when the task is done.</summary>
    /// <exception cref="DocumentConflictException">The contract was changed meanwhile.</exception>
    public async Task PublishAsync(KnownContract read, string version, Actor actor, CancellationToken cancellationToken)
    {
        var state = new ContractState(
            version,
            [
                .. read.State.Versions.Select(saved =>
                    saved.Version == version ? saved with { WasPublished = true } : saved
                ),
            ]
        );
        var changes = Head(new DocumentChanges(), read.Tenant, read.Name, state, read)
            .Audit(Entry("published", read.Tenant, read.Name, version, actor));
        await documents.CommitAsync(changes, cancellationToken);
        await ReloadAsync(cancellationToken);
    }

    /// <summary>Removes a contract with all its versions.</summary>
    /// <exception cref="DocumentConflictException">The contract was changed meanwhile.</exception>
    public async Task DeleteAsync(KnownContract read, Actor actor, CancellationToken cancellationToken)
    {
        var changes = new DocumentChanges()
            .Delete(Kind, Id(read.Tenant, read.Name), read.ETag)
            .Audit(Entry("deleted", read.Tenant, read.Name, read.State.Published ?? "", actor));
        foreach (var saved in read.State.Versions)
        {
            changes.Delete(VersionKind, Id(read.Tenant, read.Name, saved.Version));
        }

        await documents.CommitAsync(changes, cancellationToken);
        await ReloadAsync(cancellationToken);
    }

    protected override async Task ReloadInTurnAsync(CancellationToken cancellationToken)
    {
        var compiled = new Dictionary<string, CompiledContract>(StringComparer.Ordinal);
        var published = new List<(TenantId, CompiledContract)>();
        foreach (var contract in await ListAsync(cancellationToken))
        {
            if (contract.State.Published is not { } version)
            {
                continue;
            }

            // Deleted and made anew, a contract may have another version of the same number.
            var saved = contract.State.Versions.First(one => one.Version == version);
            var key = $"{Id(contract.Tenant, contract.Name, version)} {saved.SavedAt.UtcTicks}";
            var ready =
                _compiled.GetValueOrDefault(key)
                ?? new CompiledContract(await ReadAsync(contract, version, cancellationToken));
            compiled[key] = ready;
            published.Add((contract.Tenant, ready));
        }

        _compiled = compiled;
        catalog.Replace(published);
    }

    private async Task<List<KnownContract>> ListAsync(CancellationToken cancellationToken)
    {
        var contracts = new List<KnownContract>();
        await foreach (var document in documents.ListAllAsync<ContractState>(Kind, cancellationToken))
        {
            var at = document.Id.IndexOf('@', StringComparison.Ordinal);
            var tenant = new TenantId(document.Id[..at]);
            contracts.Add(new KnownContract(tenant, document.Id[(at + 1)..], document.Value, document.ETag));
        }

        return contracts;
    }

    private static DocumentChanges Head(
        DocumentChanges changes,
        TenantId tenant,
        string name,
        ContractState state,
        KnownContract? read
    ) =>
        read is null
            ? changes.Add(Kind, Id(tenant, name), state)
            : changes.Replace(Kind, Id(tenant, name), state, read.ETag);

    private static string Id(TenantId tenant, params string[] parts) => string.Join('@', [tenant.Value, .. parts]);

    private AuditEntry Entry(string what, TenantId tenant, string name, string version, Actor actor)
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"contract-{what}.{RecordHash.Of(Encoding.UTF8.GetBytes(Id(tenant, name))):x16}.{now.UtcTicks}",
            Tenant = tenant.Value,
            Time = now,
            Action = $"processing.contract.{what}",
            Actor = actor,
            Target = new AuditTarget("contract", name),
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = version },
        };
    }

    private sealed record StoredContract(string Json);
}
