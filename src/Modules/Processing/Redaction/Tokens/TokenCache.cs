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

    private readonly Way[] _ways = new Way[Sets * Ways];
    private uint _next;

    /// <summary>Writes the token that a value has under the keys of today.</summary>
    /// <returns>How many bytes were written: none when it is not known.</returns>
    public int Find(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        WriteHead(ring, kind, value.Length, head);
        var tag = TagOf(ring, kind, value);
        foreach (ref var way in SetOf(tag))
        {
            if (Volatile.Read(ref way.Tag) != tag)
            {
                continue;
            }

            var entry = Volatile.Read(ref way.Entry).AsSpan();
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
        var tag = TagOf(ring, kind, value);
        ref var way = ref FreeWay(SetOf(tag));
        Volatile.Write(ref way.Entry, entry);
        Volatile.Write(ref way.Tag, tag);
    }

    /// <summary>Drops everything, so that no value stays of a person who was forgotten.</summary>
    public void Clear() => Array.Clear(_ways);

    private static void WriteHead(KeyRing ring, TokenKind kind, int valueLength, Span<byte> head)
    {
        BinaryPrimitives.WriteInt64LittleEndian(head, ring.Id);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(long)..], kind.Number);
        BinaryPrimitives.WriteInt32LittleEndian(head[(sizeof(long) + sizeof(int))..], valueLength);
    }

    // Two that write at once may take the same way, and one's tag may stand beside the other's entry: that one is made again later.
    private ref Way FreeWay(Span<Way> set)
    {
        foreach (ref var way in set)
        {
            if (way.Entry is null)
            {
                return ref way;
            }
        }

        return ref set[(int)(Interlocked.Increment(ref _next) % Ways)];
    }

    private static ulong TagOf(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value) =>
        Hash64.Of(value) ^ ((ulong)ring.Id << 48) ^ ((ulong)kind.Number << 8);

    private Span<Way> SetOf(ulong tag) => _ways.AsSpan((int)(tag & (Sets - 1)) * Ways, Ways);

    /// <summary>Room for one token. All of a set lie side by side, and only the entry that is meant is gone to: each is somewhere else in memory,
    /// where the processor waits for it.</summary>
    private struct Way
    {
        /// <summary>What the entry is about, as a number: another may have the same.</summary>
        public ulong Tag;

        /// <summary>The head, the value and the token, in one piece.</summary>
        public byte[]? Entry;
    }
}
