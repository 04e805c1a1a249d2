using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>What a key of a tree says to a word, and to a hash with it: SHA-256 over the key, the word and the hash. No message is
/// longer than it must be, so none is the beginning of another.</summary>
internal static class KeyedHash
{
    /// <summary>How many bytes it has.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private const int UseBytes = 8;

    /// <summary>Writes the hash.</summary>
    /// <param name="key">Of 32 bytes.</param>
    /// <param name="use">What it is for, of at most 8 letters.</param>
    /// <param name="message">Nothing, or 32 bytes.</param>
    /// <param name="destination">Gets <see cref="Bytes"/>.</param>
    public static void Write(
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> use,
        ReadOnlySpan<byte> message,
        Span<byte> destination
    )
    {
        Span<byte> input = stackalloc byte[PuncturableTree.KeyBytes + UseBytes + Bytes];
        input.Clear();
        key.CopyTo(input);
        use.CopyTo(input[key.Length..]);
        message.CopyTo(input[(key.Length + UseBytes)..]);
        SHA256.HashData(input[..(key.Length + UseBytes + message.Length)], destination);
    }

    /// <summary>The first bits of it, as many as name a leaf of a tree.</summary>
    public static ulong Leaf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> use)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        Write(key, use, message: default, hash);
        return ReadLeaf(hash);
    }

    /// <summary>Reads the name of a leaf.</summary>
    public static ulong ReadLeaf(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt64BigEndian(bytes) >> (64 - PuncturableTree.LeafBits);

    /// <summary>Writes the name of a leaf.</summary>
    public static void WriteLeaf(ulong leaf, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, leaf << (64 - PuncturableTree.LeafBits));
        bytes[..(PuncturableTree.LeafBits / 8)].CopyTo(destination);
    }
}
