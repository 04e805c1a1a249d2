using Microsoft.Extensions.Options;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Processing.Redaction.Vault;

/// <summary>Keeps wishes to see values, for as long as <see cref="PrivacyOptions.RevealRetention"/> says. Each change is told to the
/// audit trail with it. Thread-safe.</summary>
internal sealed class RevealStore(IDocumentStore documents, IOptions<PrivacyOptions> options)
{
    private const string Kind = "privacy-reveal";

    /// <summary>A wish that must be there.</summary>
    /// <exception cref="NotFoundException">The tenant has none of this id.</exception>
    public async Task<Document<Reveal>> GetAsync(TenantId tenant, string id, CancellationToken cancellationToken) =>
        // What is no id was never one of a wish, and the store would not take it.
        Guid.TryParseExact(id, "N", out _)
        && await documents.GetAsync<Reveal>(Kind, DocumentId(tenant, id), cancellationToken) is { } document
            ? document
            : throw new NotFoundException("no-such-reveal", $"There is no wish '{id}', or it is no longer kept.");

    /// <summary>All wishes of a tenant, the newest first.</summary>
    public async Task<IReadOnlyList<Reveal>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var reveals = await documents
            .ListAllAsync<Reveal>(Kind, cancellationToken)
            .Select(document => document.Value)
            .Where(reveal => reveal.Tenant == tenant.Value)
            .ToListAsync(cancellationToken);
        return [.. reveals.OrderByDescending(reveal => reveal.Id, StringComparer.Ordinal)];
    }

    /// <summary>Adds a wish.</summary>
    public Task AddAsync(Reveal reveal, AuditEntry entry, CancellationToken cancellationToken) =>
        documents.CommitAsync(
            new DocumentChanges().Add(Kind, DocumentId(reveal), reveal, options.Value.RevealRetention).Audit(entry),
            cancellationToken
        );

    /// <summary>Replaces a wish as it was read.</summary>
    /// <exception cref="DocumentConflictException">It was changed meanwhile.</exception>
    public Task ReplaceAsync(
        Document<Reveal> read,
        Reveal reveal,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        documents.CommitAsync(
            new DocumentChanges().Replace(Kind, read.Id, reveal, read.ETag, options.Value.RevealRetention).Audit(entry),
            cancellationToken
        );

    private static string DocumentId(Reveal reveal) => $"{reveal.Tenant}@{reveal.Id}";

    private static string DocumentId(TenantId tenant, string id) => $"{tenant}@{id}";
}
