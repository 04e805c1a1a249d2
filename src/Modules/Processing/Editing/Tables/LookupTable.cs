using System.Collections.Frozen;
using Monolith.Platform.Buffers;

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
