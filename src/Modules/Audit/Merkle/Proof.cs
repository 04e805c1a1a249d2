namespace Monolith.Audit.Merkle;

/// <summary>Which hashes prove something of a tree, and whether they do (RFC 9162, section 2.1). A hash of a proof is that of
/// leaves side by side, and so the hash of the full subtrees that they consist of.</summary>
internal static class Proof
{
    /// <summary>What proves that a leaf is in a tree, from the leaf's neighbour up.</summary>
    /// <returns>For each hash the leaves that it is of.</returns>
    public static IReadOnlyList<(long Begin, long End)> OfInclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<(long, long)>();
        var (begin, end) = (0L, size);
        while (end - begin > 1)
        {
            var middle = begin + Split(end - begin);
            path.Add(index < middle ? (middle, end) : (begin, middle));
            (begin, end) = index < middle ? (begin, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>What proves that a tree began as a smaller one.</summary>
    /// <returns>For each hash the leaves that it is of.</returns>
    public static IReadOnlyList<(long Begin, long End)> OfConsistency(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        if (from == 0 || from == to)
        {
            return []; // any tree began as the empty one, and as itself
        }

        var path = new List<(long, long)>();
        var (begin, end) = (0L, to);
        while (end != from)
        {
            var middle = begin + Split(end - begin);
            path.Add(from <= middle ? (middle, end) : (begin, middle));
            (begin, end) = from <= middle ? (begin, middle) : (middle, end);
        }

        // The smaller tree's own root, which whoever checks it knows, is not told.
        if (begin > 0)
        {
            path.Add((begin, end));
        }

        path.Reverse();
        return path;
    }

    /// <summary>True when the hashes prove that the leaf is at this place of the tree.</summary>
    public static bool Includes(long index, long size, Hash leaf, Hash root, IReadOnlyList<Hash> proof)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (place, last, hash) = (index, size - 1, leaf);
        foreach (var other in proof)
        {
            if (last == 0)
            {
                return false;
            }

            (hash, place, last) = StepUp(place, last, hash, other);
        }

        return last == 0 && hash == root;
    }

    /// <summary>True when a tree goes on from an earlier one. Any does from the empty one, which takes no proof: a witness that has seen
    /// nothing yet is shown just this.</summary>
    public static bool GoesOn(long from, long to, Hash fromRoot, Hash toRoot, IReadOnlyList<Hash> proof) =>
        from == 0
            ? proof.Count == 0 && fromRoot == MerkleHash.Empty && (to > 0 || toRoot == fromRoot)
            : IsConsistent(from, to, fromRoot, toRoot, proof);

    /// <summary>True when the hashes prove that the tree of the second root began as that of the first. Of the empty tree nothing can be
    /// proven.</summary>
    public static bool IsConsistent(long from, long to, Hash fromRoot, Hash toRoot, IReadOnlyList<Hash> proof)
    {
        if (from <= 0 || from > to)
        {
            return false;
        }

        if (from == to)
        {
            return proof.Count == 0 && fromRoot == toRoot;
        }

        var isFull = long.IsPow2(from);
        if (proof.Count == 0 && !isFull)
        {
            return false;
        }

        var path = isFull ? [fromRoot, .. proof] : proof;
        var (place, last) = (from - 1, to - 1);
        var shared = (int)long.TrailingZeroCount(~place);
        (place, last) = (place >> shared, last >> shared);
        var (small, large) = (path[0], path[0]);
        for (var i = 1; i < path.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            // Only what stands to the left belongs to the smaller tree.
            if ((place & 1) == 1 || place == last)
            {
                small = MerkleHash.Node(path[i], small);
            }

            (large, place, last) = StepUp(place, last, large, path[i]);
        }

        return last == 0 && small == fromRoot && large == toRoot;
    }

    /// <summary>How many leaves stand to the left where a tree splits: the largest power of two that is smaller.</summary>
    private static long Split(long size) => 1L << (int)long.Log2(size - 1);

    private static (Hash Hash, long Place, long Last) StepUp(long place, long last, Hash hash, Hash other)
    {
        if ((place & 1) == 0 && place != last)
        {
            return (MerkleHash.Node(hash, other), place >> 1, last >> 1);
        }

        hash = MerkleHash.Node(other, hash);

        // The last node of a level has no neighbour until it is a right child.
        while ((place & 1) == 0 && place != 0)
        {
            (place, last) = (place >> 1, last >> 1);
        }

        return (hash, place >> 1, last >> 1);
    }
}
