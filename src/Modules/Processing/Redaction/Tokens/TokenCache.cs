using System.Buffers.Binary;
using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>The tokens of the values that came last, of all tenants. Of fixed size; thread-safe without a lock.</summary>
internal sealed class TokenCache
{
    // 131,072 tokens: with values of usual length about 30 MB when it is full.
    private const int Sets = 1 << 15;
    private const int Ways = 4;
    private const int MaxValue = 256;

    // The ring, the kind, and how long the value is.
    private const int HeadBytes = sizeof(long) + sizeof(int) + sizeof(int);

    // Each in one piece, so that the processor goes to one place in memory for it: its head, the value, the token.
    private readonly byte[]?[] _entries = new byte[]?[Sets * Ways];
    private uint _next;

    /// <summary>Writes the token that a value has under the keys of today.</summary>
    /// <returns>How many bytes were written: none when it is not known.</returns>
    public int Find(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        WriteHead(ring, kind, value.Length, head);
        foreach (ref var way in SetOf(kind, value))
        {
            var entry = Volatile.Read(ref way).AsSpan();
            if (entry.StartsWith(head) && entry[HeadBytes..].StartsWith(value))
            {
                var token = entry[(HeadBytes + value.Length)..];
                token.CopyTo(destination);
                return token.Length;
            }
        }

        return 0;
    }

    /// <summary>Remembers a token, perhaps in place of another one.</summary>
    public void Add(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value, ReadOnlySpan<byte> token)
    {
        if (value.Length > MaxValue)
        {
            return;
        }

        var entry = new byte[HeadBytes + value.Length + token.Length];
        WriteHead(ring, kind, value.Length, entry);
        value.CopyTo(entry.AsSpan(HeadBytes));
        token.CopyTo(entry.AsSpan(HeadBytes + value.Length));
        var set = SetOf(kind, value);
        Volatile.Write(ref set[FreeWay(set)], entry);
    }

    /// <summary>Drops everything, so that no value stays of a person who was forgotten.</summary>
    public void Clear() => Array.Clear(_entries);

    private static void WriteHead(KeyRing ring, TokenKind kind, int valueLength, Span<byte> head)
    {
        BinaryPrimitives.WriteInt64LittleEndian(head, ring.Id);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(long)..], kind.Number);
        BinaryPrimitives.WriteInt32LittleEndian(head[(sizeof(long) + sizeof(int))..], valueLength);
    }

    // Two that write at once may take the same way: one of the tokens is made again later.
    private int FreeWay(Span<byte[]?> set)
    {
        var free = set.IndexOf((byte[]?)null);
        return free >= 0 ? free : (int)(Interlocked.Increment(ref _next) % Ways);
    }

    private Span<byte[]?> SetOf(TokenKind kind, ReadOnlySpan<byte> value)
    {
        var hash = (int)Hash64.Of(value) ^ (kind.Number << 8);
        return _entries.AsSpan((hash & (Sets - 1)) * Ways, Ways);
    }
}
