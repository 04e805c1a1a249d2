using System.Numerics;

namespace Monolith.Audit.Merkle;

/// <summary>All that must be known of a tree to append to it and to know its root: the hashes of the full subtrees that it
/// consists of, the largest first, one for each bit of its size. Not thread-safe.</summary>
internal sealed class CompactRange
{
    private readonly List<Hash> _subtrees;

    /// <summary>A tree without leaves.</summary>
    public CompactRange() => _subtrees = [];

    /// <summary>A tree as it was kept.</summary>
    /// <exception cref="ArgumentException">There are not as many subtrees as the size has bits.</exception>
    public CompactRange(long size, IEnumerable<Hash> subtrees)
    {
        (Size, _subtrees) = (size, [.. subtrees]);
        if (size < 0 || _subtrees.Count != BitOperations.PopCount((ulong)size))
        {
            throw new ArgumentException(
                $"A tree of {size} leaves does not consist of {_subtrees.Count} subtrees.",
                nameof(subtrees)
            );
        }
    }

    /// <summary>How many leaves the tree has.</summary>
    public long Size { get; private set; }

    /// <summary>The subtrees, the largest first.</summary>
    public IReadOnlyList<Hash> Subtrees => _subtrees;

    /// <summary>The root of the tree.</summary>
    public Hash Root()
    {
        if (_subtrees.Count == 0)
        {
            return MerkleHash.Empty;
        }

        var root = _subtrees[^1];
        for (var i = _subtrees.Count - 2; i >= 0; i--)
        {
            root = MerkleHash.Node(_subtrees[i], root);
        }

        return root;
    }

    /// <summary>Appends a leaf.</summary>
    public void Append(Hash leaf)
    {
        // Each subtree as large as what is appended becomes one with it, as ones carry over when a number is counted up.
        for (var bits = Size; (bits & 1) == 1; bits >>= 1)
        {
            leaf = MerkleHash.Node(_subtrees[^1], leaf);
            _subtrees.RemoveAt(_subtrees.Count - 1);
        }

        _subtrees.Add(leaf);
        Size++;
    }
}
