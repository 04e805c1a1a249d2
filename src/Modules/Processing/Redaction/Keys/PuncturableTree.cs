using System.Security.Cryptography;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>
/// 2^40 keys of which none is kept: each is made from the root by hashing along its path, sixteen branches a level. A key is
/// destroyed by keeping, in place of what leads to it, all that lies beside its path: every other key can still be made, that one
/// by nobody (Goldreich, Goldwasser and Micali; punctured as by Boneh and Waters). Never changes; thread-safe.
/// </summary>
internal sealed class PuncturableTree
{
    /// <summary>A key is named by so many bits.</summary>
    public const int LeafBits = 40;

    /// <summary>How many bytes a key has.</summary>
    public const int KeyBytes = SHA256.HashSizeInBytes;

    /// <summary>How many of them lead from one level to the next.</summary>
    public const int BitsPerLevel = LeafBits / Levels;

    private const int Levels = 10;
    private const int Children = 1 << BitsPerLevel;

    // What leads to a level that many paths share is remembered, so that a new path costs seven hashes and not ten.
    private const int StartLevel = 3;

    private readonly Dictionary<TreeNode, byte[]> _nodes;
    private readonly byte[]?[] _starts = new byte[]?[1 << (StartLevel * BitsPerLevel)];

    private PuncturableTree(Dictionary<TreeNode, byte[]> nodes) => _nodes = nodes;

    /// <summary>What all keys that can still be made are made from.</summary>
    public IReadOnlyDictionary<TreeNode, byte[]> Nodes => _nodes;

    /// <summary>A tree that nobody has had, with all of its keys.</summary>
    public static PuncturableTree Plant() => new(new() { [default] = RandomNumberGenerator.GetBytes(KeyBytes) });

    /// <summary>A tree as it was kept.</summary>
    public static PuncturableTree Of(IEnumerable<KeyValuePair<TreeNode, byte[]>> nodes) => new(new(nodes));

    /// <summary>Makes a key.</summary>
    /// <returns>False when it was destroyed.</returns>
    public bool TryDerive(ulong leaf, Span<byte> key)
    {
        var (node, seed) = StartOf(leaf);
        if (seed is null)
        {
            return false;
        }

        seed.CopyTo(key);
        Descend(key, leaf, node.Level, Levels);
        return true;
    }

    /// <summary>The tree without one of its keys; this one when it was destroyed before.</summary>
    public PuncturableTree Without(ulong leaf)
    {
        if (Cover(leaf) is not { } cover)
        {
            return this;
        }

        var nodes = new Dictionary<TreeNode, byte[]>(_nodes);
        nodes.Remove(cover, out var seed);
        for (var level = cover.Level; level < Levels; level++)
        {
            var parent = seed!;
            var onPath = TreeNode.Of(leaf, level + 1);
            for (var child = 0; child < Children; child++)
            {
                var node = new TreeNode(level + 1, (onPath.Prefix & ~(Children - 1UL)) | (uint)child);
                if (node == onPath)
                {
                    seed = ChildOf(parent, child);
                }
                else
                {
                    nodes.Add(node, ChildOf(parent, child));
                }
            }
        }

        return new PuncturableTree(nodes);
    }

    private (TreeNode Node, byte[]? Seed) StartOf(ulong leaf)
    {
        var start = TreeNode.Of(leaf, StartLevel);
        ref var known = ref _starts[start.Prefix];
        if (Volatile.Read(ref known) is { } seed)
        {
            return (start, seed);
        }

        if (Cover(leaf) is not { } cover)
        {
            return default;
        }

        if (cover.Level > StartLevel)
        {
            return (cover, _nodes[cover]);
        }

        seed = _nodes[cover].ToArray();
        Descend(seed, leaf, cover.Level, StartLevel);
        Volatile.Write(ref known, seed);
        return (start, seed);
    }

    /// <summary>The node that leads to a leaf, or null when nothing does.</summary>
    private TreeNode? Cover(ulong leaf)
    {
        for (var level = 0; level <= Levels; level++)
        {
            var node = TreeNode.Of(leaf, level);
            if (_nodes.ContainsKey(node))
            {
                return node;
            }
        }

        return null;
    }

    private static void Descend(Span<byte> seed, ulong leaf, int from, int to)
    {
        for (var level = from; level < to; level++)
        {
            Step(seed, (int)(leaf >> (LeafBits - (level + 1) * BitsPerLevel)) & (Children - 1));
        }
    }

    private static byte[] ChildOf(byte[] parent, int child)
    {
        var seed = parent.ToArray();
        Step(seed, child);
        return seed;
    }

    private static void Step(Span<byte> seed, int child)
    {
        Span<byte> parent = stackalloc byte[KeyBytes + 1];
        seed.CopyTo(parent);
        parent[KeyBytes] = (byte)child;
        SHA256.HashData(parent, seed);
    }
}

/// <summary>The node of a path at a level.</summary>
/// <param name="Level">How far below the root, which is 0.</param>
/// <param name="Prefix">The first bits of the path, four a level.</param>
internal readonly record struct TreeNode(int Level, ulong Prefix)
{
    /// <summary>The node at a level on the way to a leaf.</summary>
    public static TreeNode Of(ulong leaf, int level) =>
        new(level, leaf >> (PuncturableTree.LeafBits - level * PuncturableTree.BitsPerLevel));

    /// <summary>The node above it at a level.</summary>
    public TreeNode Above(int level) => new(level, Prefix >> ((Level - level) * PuncturableTree.BitsPerLevel));
}
