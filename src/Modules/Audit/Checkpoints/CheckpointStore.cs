using Monolith.Platform.Documents;

namespace Monolith.Audit.Checkpoints;

/// <summary>Keeps the newest checkpoint of each trail. What is not in it was never given out.</summary>
internal sealed class CheckpointStore(IDocumentStore documents)
{
    /// <summary>The newest one; null when there is none.</summary>
    public Task<Document<SignedCheckpoint>?> FindAsync(string tenant, CancellationToken cancellationToken) =>
        documents.GetAsync<SignedCheckpoint>(SignedCheckpoint.Kind, tenant, cancellationToken);

    /// <summary>Keeps a new one after one that was read.</summary>
    /// <exception cref="DocumentConflictException">Another was kept meanwhile. This one must not be given out.</exception>
    public Task KeepAsync(
        string tenant,
        Document<SignedCheckpoint>? before,
        SignedCheckpoint checkpoint,
        CancellationToken cancellationToken
    ) => documents.CommitAsync(Keeping(new DocumentChanges(), tenant, before, checkpoint), cancellationToken);

    /// <summary>Adds that to other changes.</summary>
    public static DocumentChanges Keeping(
        DocumentChanges changes,
        string tenant,
        Document<SignedCheckpoint>? before,
        SignedCheckpoint checkpoint
    ) =>
        before is null
            ? changes.Add(SignedCheckpoint.Kind, tenant, checkpoint)
            : changes.Replace(SignedCheckpoint.Kind, tenant, checkpoint, before.ETag);
}
