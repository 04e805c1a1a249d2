using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Audit.Keeping;

/// <summary>Remembers how trails are kept. Each trail has one document of it, so that a hold and what it holds back cannot pass each
/// other.</summary>
internal sealed class KeepingStore(IDocumentStore documents, TimeProvider clock)
{
    private const string Kind = "audit-keeping";

    /// <summary>How a trail is kept, as it was read; null when nobody has said anything of it.</summary>
    public Task<Document<TrailKeeping>?> FindAsync(string tenant, CancellationToken cancellationToken) =>
        documents.GetAsync<TrailKeeping>(Kind, tenant, cancellationToken);

    /// <summary>How a trail is kept.</summary>
    public async Task<TrailKeeping> OfAsync(string tenant, CancellationToken cancellationToken) =>
        (await FindAsync(tenant, cancellationToken))?.Value ?? TrailKeeping.ForEver;

    /// <summary>Changes how a trail is kept, and has the trail say so.</summary>
    /// <param name="tenant">Whose trail.</param>
    /// <param name="before">How it was read.</param>
    /// <param name="keeping">How it is from now on.</param>
    /// <param name="told">What the trail says; null for what it has said before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DocumentConflictException">It was changed meanwhile.</exception>
    public Task SaveAsync(
        string tenant,
        Document<TrailKeeping>? before,
        TrailKeeping keeping,
        AuditEntry? told,
        CancellationToken cancellationToken
    )
    {
        var changes = before is null
            ? new DocumentChanges().Add(Kind, tenant, keeping)
            : new DocumentChanges().Replace(Kind, tenant, keeping, before.ETag);
        return documents.CommitAsync(told is null ? changes : changes.Audit(told), cancellationToken);
    }

    /// <summary>What the trail says of a change that somebody makes.</summary>
    public AuditEntry Entry(string tenant, Actor caller, string action, AuditTarget target, string reason)
    {
        var now = clock.GetUtcNow();
        return new AuditEntry
        {
            Id = $"{action}.{Guid.CreateVersion7(now):N}",
            Tenant = tenant,
            Time = now,
            Action = action,
            Actor = caller,
            Target = target,
            Reason = reason,
        };
    }
}
