using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Healing.Policies;

/// <summary>The policies of all tenants: documents that came by the API, and those of files. Thread-safe.</summary>
internal sealed class PolicyStore(IDocumentStore documents, ProvisionedPolicies provisioned)
{
    private const string Kind = "healing-policy";

    /// <summary>A policy, wherever it comes from; null when the tenant has none of this id.</summary>
    public async Task<KnownPolicy?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        if (provisioned.Find(tenant, id) is { } found)
        {
            return found;
        }

        // What is no id was never one of a policy, and the store would not take it.
        return
            PolicyValidator.IsId(id)
            && await documents.GetAsync<Policy>(Kind, DocumentId(tenant, id), cancellationToken) is { } document
            ? new KnownPolicy(document.Value, File: null, document.ETag)
            : null;
    }

    /// <summary>A policy that must be there.</summary>
    /// <exception cref="NotFoundException">The tenant has none of this id.</exception>
    public async Task<KnownPolicy> GetAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        await FindAsync(tenant, id, cancellationToken)
        ?? throw new NotFoundException("no-such-policy", $"There is no healing policy '{id}'.");

    /// <summary>A policy that may be changed here, as a document.</summary>
    /// <exception cref="NotFoundException">The tenant has none of this id.</exception>
    /// <exception cref="ConflictException">It comes from a file.</exception>
    public async Task<KnownPolicy> GetOwnAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var policy = await GetAsync(tenant, id, cancellationToken);
        return policy.File is { } file
            ? throw new ConflictException(
                "policy-is-provisioned",
                $"The policy '{id}' is kept in the file '{file}': change it there."
            )
            : policy;
    }

    /// <summary>The policies of a tenant, in the order of their ids.</summary>
    public async Task<IReadOnlyList<KnownPolicy>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var found = provisioned.List(tenant).ToDictionary(known => known.Policy.Id, StringComparer.Ordinal);
        await foreach (var document in documents.ListAllAsync<Policy>(Kind, cancellationToken))
        {
            if (document.Id == DocumentId(tenant, document.Value.Id))
            {
                found.TryAdd(document.Value.Id, new KnownPolicy(document.Value, File: null, document.ETag));
            }
        }

        return [.. found.Values.OrderBy(known => known.Policy.Id, StringComparer.Ordinal)];
    }

    /// <summary>Adds a policy. A conflict when there is one of this id.</summary>
    public static DocumentChanges Add(DocumentChanges changes, TenantId tenant, Policy policy) =>
        changes.Add(Kind, DocumentId(tenant, policy.Id), policy);

    /// <summary>Replaces a policy that was read.</summary>
    public static DocumentChanges Replace(DocumentChanges changes, TenantId tenant, Policy policy, KnownPolicy read) =>
        changes.Replace(Kind, DocumentId(tenant, policy.Id), policy, read.ETag!);

    /// <summary>Removes a policy that was read.</summary>
    public static DocumentChanges Delete(DocumentChanges changes, TenantId tenant, KnownPolicy read) =>
        changes.Delete(Kind, DocumentId(tenant, read.Policy.Id), read.ETag!);

    private static string DocumentId(TenantId tenant, string id) => $"{tenant}@{id}";
}

/// <summary>A policy and where it comes from.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="File">The file that it is kept in; null for one that came by the API.</param>
/// <param name="ETag">The state of its document; null for one of a file.</param>
internal sealed record KnownPolicy(Policy Policy, string? File, string? ETag);
