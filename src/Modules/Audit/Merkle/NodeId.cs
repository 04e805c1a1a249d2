namespace Monolith.Audit.Merkle;

/// <summary>A full subtree: 2^<paramref name="Level"/> leaves, from the leaf <paramref name="Index"/> times as many on.</summary>
/// <param name="Level">0 for a leaf.</param>
/// <param name="Index">Its place among those of its level.</param>
internal readonly record struct NodeId(int Level, long Index)
{
    /// <summary>The full subtrees that leaves consist of, from left to right, as a tree has them.</summary>
    /// <param name="begin">The first leaf: a multiple of the largest of the subtrees, as in any tree that it splits.</param>
    /// <param name="end">The leaf after the last.</param>
    public static IEnumerable<NodeId> Covering(long begin, long end)
    {
        while (begin < end)
        {
            var level = (int)Math.Min(long.Log2(end - begin), long.TrailingZeroCount(begin));
            yield return new NodeId(level, begin >> level);
            begin += 1L << level;
        }
    }
}
