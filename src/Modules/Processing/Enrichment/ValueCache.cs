namespace Monolith.Processing.Enrichment;

/// <summary>Remembers what was made of values that come again and again. Of a fixed size: a value takes the place of the one that
/// hashes to the same place. Thread-safe without locks; a miss allocates, a hit does not.</summary>
/// <param name="size">How many values, a power of two.</param>
/// <param name="make">Makes it of a value, which lives on with it.</param>
internal sealed class ValueCache<T>(int size, Func<ReadOnlyMemory<byte>, T> make)
{
    private readonly Entry?[] _entries = new Entry?[size];

    /// <summary>What is made of the value.</summary>
    public T Of(ReadOnlySpan<byte> value)
    {
        var hash = Hash64.Of(value);
        ref var place = ref _entries[hash & (ulong)(size - 1)];
        var entry = Volatile.Read(ref place);
        if (entry is null || entry.Hash != hash || !entry.Key.AsSpan().SequenceEqual(value))
        {
            var key = value.ToArray();
            entry = new Entry(hash, key, make(key));
            Volatile.Write(ref place, entry);
        }

        return entry.Made;
    }

    private sealed record Entry(ulong Hash, byte[] Key, T Made);
}
