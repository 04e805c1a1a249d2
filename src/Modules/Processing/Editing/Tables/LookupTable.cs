using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Monolith.Processing.Editing.Tables;

/// <summary>Values by other values. Thread-safe; costs no lock and no allocation.</summary>
internal sealed class LookupTable(IReadOnlyDictionary<byte[], byte[]> rows)
{
    private volatile FrozenDictionary<byte[], byte[]> _rows = rows.ToFrozenDictionary(ByBytes.Comparer);

    /// <summary>What stands beside a value; null when it is not in the table.</summary>
    public byte[]? Find(ReadOnlySpan<byte> key) =>
        _rows.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var found) ? found : null;

    /// <summary>From here on it has other rows.</summary>
    public void Replace(IReadOnlyDictionary<byte[], byte[]> rows) => _rows = rows.ToFrozenDictionary(ByBytes.Comparer);
}

/// <summary>Compares by the bytes themselves.</summary>
internal sealed class ByBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly ByBytes Comparer = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
