using Monolith.Audit.Merkle;

namespace Monolith.Audit.Checkpoints;

/// <summary>The newest checkpoint of a trail as its document keeps it, with what shows that the next one goes on from it.</summary>
/// <param name="Size">How many entries it covers.</param>
/// <param name="Root">The root over them, in base64.</param>
/// <param name="Subtrees">The full subtrees that the tree consists of, the largest first, in base64.</param>
/// <param name="Time">When it was signed.</param>
/// <param name="Note">The signed note.</param>
internal sealed record SignedCheckpoint(
    long Size,
    string Root,
    IReadOnlyList<string> Subtrees,
    DateTimeOffset Time,
    string Note
)
{
    /// <summary>The kind of the documents; their id is the tenant.</summary>
    public const string Kind = "audit-checkpoint";

    /// <summary>A checkpoint of a tree.</summary>
    public static SignedCheckpoint Of(CompactRange range, SignedNote note, DateTimeOffset now) =>
        new(
            range.Size,
            range.Root().ToString(),
            [.. range.Subtrees.Select(hash => hash.ToString())],
            now,
            note.ToString()
        );

    /// <summary>The tree, to go on from.</summary>
    public CompactRange ToRange() => new(Size, Subtrees.Select(Hash.Parse));
}
