using Monolith.Platform.Documents;

namespace Monolith.Audit.Anchoring;

/// <summary>Remembers what each anchor has of each trail.</summary>
internal sealed class AnchorStates(IDocumentStore documents)
{
    private const string Kind = "audit-anchor";
    private const string Receipts = "audit-receipt";

    /// <summary>What is known of an anchor and a trail; null when nothing was tried yet.</summary>
    public Task<Document<AnchorState>?> FindAsync(string anchor, string tenant, CancellationToken cancellationToken) =>
        documents.GetAsync<AnchorState>(Kind, IdOf(anchor, tenant), cancellationToken);

    /// <summary>Keeps what is known now, and what the anchor gave.</summary>
    /// <exception cref="DocumentConflictException">Another replica was quicker.</exception>
    public Task KeepAsync(
        string anchor,
        string tenant,
        Document<AnchorState>? before,
        AnchorState state,
        CancellationToken cancellationToken
    )
    {
        var changes = before is null
            ? new DocumentChanges().Add(Kind, IdOf(anchor, tenant), state)
            : new DocumentChanges().Replace(Kind, IdOf(anchor, tenant), state, before.ETag);
        if (state.Anchored is { Receipt: { } receipt } anchored && anchored.Size != before?.Value.Anchored?.Size)
        {
            // Each is kept for good: it proves what was there at its time, whatever comes later.
            var id = $"{IdOf(anchor, tenant)}@{anchored.Size:D19}";
            changes.Save(Receipts, id, new KeptReceipt(anchor, tenant, anchored.Size, receipt));
        }

        return documents.CommitAsync(changes, cancellationToken);
    }

    /// <summary>What anchors gave for a trail, in no order.</summary>
    public IAsyncEnumerable<KeptReceipt> ReceiptsAsync(string tenant, CancellationToken cancellationToken) =>
        documents
            .ListAllAsync<KeptReceipt>(Receipts, cancellationToken)
            .Select(document => document.Value)
            .Where(receipt => receipt.Tenant == tenant);

    private static string IdOf(string anchor, string tenant) => $"{anchor}@{tenant}";
}

/// <summary>What is known of an anchor and a trail.</summary>
/// <param name="Since">Since when the trail is to be anchored there.</param>
/// <param name="Anchored">What it has; null when it has nothing.</param>
/// <param name="Failures">How many attempts failed since it last took something.</param>
/// <param name="Error">Why the last one failed.</param>
/// <param name="NextTry">When it is tried again.</param>
internal sealed record AnchorState(
    DateTimeOffset Since,
    Anchored? Anchored,
    int Failures,
    string? Error,
    DateTimeOffset NextTry
)
{
    /// <summary>For how long nothing new was anchored.</summary>
    public TimeSpan Age(DateTimeOffset now) => now - (Anchored?.Time ?? Since);
}

/// <summary>What an anchor gave for a checkpoint, as it is kept.</summary>
/// <param name="Anchor">Which anchor.</param>
/// <param name="Tenant">Whose trail.</param>
/// <param name="Size">How many entries the checkpoint covers.</param>
/// <param name="Receipt">What it gave.</param>
internal sealed record KeptReceipt(string Anchor, string Tenant, long Size, AnchorReceipt Receipt);
