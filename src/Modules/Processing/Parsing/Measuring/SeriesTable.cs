using System.Collections.Concurrent;
using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Parsing.Measuring;

/// <summary>The combinations of attributes that a metric has: each is made once. Of more than it may have, all others share one, so
/// that no client can fill the memory with them. Thread-safe.</summary>
internal sealed class SeriesTable
{
    // An attribute of a metric is a word, not a text.
    private const int LongestValue = 128;

    private readonly RecordField[] _fields;
    private readonly int _most;
    private readonly KeyValuePair<string, object?> _tenant;
    private readonly KeyValuePair<string, object?>[] _overflow;
    private readonly ConcurrentDictionary<ulong, KeyValuePair<string, object?>[]> _series = new();
    private int _count;

    /// <param name="tenant">Whose metric it is.</param>
    /// <param name="fields">The fields by which it is told apart.</param>
    /// <param name="most">How many combinations it may have.</param>
    public SeriesTable(TenantId tenant, RecordField[] fields, int most)
    {
        _tenant = new KeyValuePair<string, object?>("monolith.tenant", tenant.Value);
        _overflow = [_tenant, new KeyValuePair<string, object?>("otel.metric.overflow", true)];
        (_fields, _most) = (fields, most);
    }

    /// <summary>The attributes for a record.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> TagsOf(LogRecord record)
    {
        var hash = new Hash64();
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        foreach (var field in _fields)
        {
            hash.Add(Short(field.Read(record, room)));
        }

        return _series.TryGetValue(hash.Value, out var tags) ? tags : Make(record, hash.Value);
    }

    private KeyValuePair<string, object?>[] Make(LogRecord record, ulong hash)
    {
        if (Interlocked.Increment(ref _count) > _most)
        {
            Interlocked.Decrement(ref _count);
            return _overflow;
        }

        var tags = new KeyValuePair<string, object?>[_fields.Length + 1];
        tags[0] = _tenant;
        Span<byte> room = stackalloc byte[RecordField.MaxMadeBytes];
        for (var i = 0; i < _fields.Length; i++)
        {
            var value = Encoding.UTF8.GetString(Short(_fields[i].Read(record, room)));
            tags[i + 1] = new KeyValuePair<string, object?>(_fields[i].Name, value);
        }

        if (!_series.TryAdd(hash, tags))
        {
            Interlocked.Decrement(ref _count);
        }

        return tags;
    }

    private static ReadOnlySpan<byte> Short(ReadOnlySpan<byte> value) => value[..Math.Min(value.Length, LongestValue)];
}
