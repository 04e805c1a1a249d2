using Monolith.Processing.Redaction.Keys;

namespace Monolith.Processing.Redaction.Tokens;

/// <summary>The tokens of the values that came last, of all tenants. Of fixed size; thread-safe without a lock.</summary>
internal sealed class TokenCache
{
    // 131,072 tokens: with values of usual length about 30 MB when it is full.
    private const int Sets = 1 << 15;
    private const int Ways = 4;
    private const int MaxValue = 256;

    private readonly Entry?[] _entries = new Entry?[Sets * Ways];
    private uint _next;

    /// <summary>Writes the token that a value has under the keys of today.</summary>
    /// <returns>How many bytes were written: none when it is not known.</returns>
    public int Find(KeyRing ring, TokenKind kind, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var hash = HashOf(kind, value);
        foreach (ref var way in SetOf(hash))
        {
            if (Volatile.Read(ref way) is { } entry && entry.Is(ring, kind, hash, value))
            {
                entry.Token.CopyTo(destination);
                return entry.Token.Length;
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

        var hash = HashOf(kind, value);
        var set = SetOf(hash);
        var way = FreeWay(set);
        Volatile.Write(ref set[way], new Entry(ring.Id, kind, hash, value, token));
    }

    /// <summary>Drops everything, so that no value stays of a person who was forgotten.</summary>
    public void Clear() => Array.Clear(_entries);

    // Two that write at once may take the same way: one of the tokens is made again later.
    private int FreeWay(Span<Entry?> set)
    {
        var free = set.IndexOf((Entry?)null);
        return free >= 0 ? free : (int)(Interlocked.Increment(ref _next) % Ways);
    }

    private Span<Entry?> SetOf(int hash) => _entries.AsSpan((hash & (Sets - 1)) * Ways, Ways);

    private static int HashOf(TokenKind kind, ReadOnlySpan<byte> value) => (int)Hash64.Of(value) ^ kind.GetHashCode();

    private sealed class Entry(long ring, TokenKind kind, int hash, ReadOnlySpan<byte> value, ReadOnlySpan<byte> token)
    {
        private readonly byte[] _bytes = [.. value, .. token];
        private readonly int _valueLength = value.Length;
        private readonly long _ring = ring;
        private readonly TokenKind _kind = kind;
        private readonly int _hash = hash;

        public ReadOnlySpan<byte> Token => _bytes.AsSpan(_valueLength);

        public bool Is(KeyRing ring, TokenKind kind, int hash, ReadOnlySpan<byte> value) =>
            _hash == hash && _ring == ring.Id && _kind == kind && _bytes.AsSpan(0, _valueLength).SequenceEqual(value);
    }
}
