using Monolith.Audit.Merkle;

namespace Monolith.Audit.Trail;

/// <summary>Where a trail ends: all that must be known to append to it.</summary>
/// <param name="Size">How many entries it has.</param>
/// <param name="Root">The root of the tree over them, in base64.</param>
/// <param name="Subtrees">The full subtrees that the tree consists of, the largest first, in base64.</param>
internal sealed record TrailHead(long Size, string Root, IReadOnlyList<string> Subtrees)
{
    /// <summary>The end of a trail without entries.</summary>
    public static readonly TrailHead Empty = Of(new CompactRange());

    /// <summary>The end of a tree.</summary>
    public static TrailHead Of(CompactRange range) =>
        new(range.Size, range.Root().ToString(), [.. range.Subtrees.Select(hash => hash.ToString())]);

    /// <summary>The tree, to append to.</summary>
    /// <exception cref="InvalidOperationException">What was kept does not fit together: it was not written by the trail.</exception>
    public CompactRange ToRange()
    {
        var range = new CompactRange(Size, Subtrees.Select(Hash.Parse));
        return range.Root().ToString() == Root
            ? range
            : throw new InvalidOperationException($"The head of {Size} entries has another root than its subtrees.");
    }
}
