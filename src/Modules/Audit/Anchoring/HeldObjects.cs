using Monolith.Platform.Documents;

namespace Monolith.Audit.Anchoring;

/// <summary>How far a hold that was placed or lifted has reached what an anchor has of a trail.</summary>
/// <param name="IsHeld">Whether its objects are being held, or let go of.</param>
/// <param name="Began">When that began.</param>
/// <param name="Anchored">When the newest export that was there then had begun; null when there was none.</param>
/// <param name="After">The object that it has reached; null at the beginning, and when it has reached all.</param>
/// <param name="Objects">How many it has reached.</param>
/// <param name="IsDone">Whether it has reached all.</param>
/// <param name="Failures">How many attempts failed since it last went on.</param>
/// <param name="Error">Why the last one failed.</param>
/// <param name="NextTry">When it is tried again.</param>
internal sealed record HeldObjects(
    bool IsHeld,
    DateTimeOffset Began,
    DateTimeOffset? Anchored,
    string? After,
    long Objects,
    bool IsDone,
    int Failures,
    string? Error,
    DateTimeOffset NextTry
);

/// <summary>Remembers how far holds have reached what anchors have.</summary>
internal sealed class HeldStates(IDocumentStore documents)
{
    private const string Kind = "audit-held";

    /// <summary>How far the last hold has reached; null when none was ever to.</summary>
    public async Task<HeldObjects?> FindAsync(string anchor, string tenant, CancellationToken cancellationToken) =>
        (await documents.GetAsync<HeldObjects>(Kind, $"{anchor}@{tenant}", cancellationToken))?.Value;

    /// <summary>Keeps how far it has reached now.</summary>
    public Task KeepAsync(string anchor, string tenant, HeldObjects held, CancellationToken cancellationToken) =>
        documents.CommitAsync(new DocumentChanges().Save(Kind, $"{anchor}@{tenant}", held), cancellationToken);
}
