using System.Security.Cryptography;

namespace Monolith.Audit.Merkle;

/// <summary>The hashes of RFC 6962, section 2.1. What is hashed begins with what it is, so that no entry can pass for a node.</summary>
internal static class MerkleHash
{
    private const byte LeafTag = 0;
    private const byte NodeTag = 1;
    private const int StackBytes = 4096;

    /// <summary>The root of the tree without leaves.</summary>
    public static readonly Hash Empty = Hash.Read(SHA256.HashData([]));

    /// <summary>The hash of an entry.</summary>
    public static Hash Leaf(ReadOnlySpan<byte> entry)
    {
        var length = entry.Length + 1;
        Span<byte> bytes = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        bytes[0] = LeafTag;
        entry.CopyTo(bytes[1..]);
        return Of(bytes[..length]);
    }

    /// <summary>The hash of two subtrees that stand side by side.</summary>
    public static Hash Node(Hash left, Hash right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Hash.Length)];
        bytes[0] = NodeTag;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + Hash.Length)..]);
        return Of(bytes);
    }

    private static Hash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Hash.Length];
        SHA256.HashData(bytes, hash);
        return Hash.Read(hash);
    }
}
