using System.Globalization;
using System.Text.Json;
using Monolith.Platform.Language;

namespace Monolith.Explore.Search;

/// <summary>Remembers the last record of a page, of which alone the time and the id are read.</summary>
internal sealed class RecordKey
{
    // The id has at most 20 digits and the time 30 characters, and they come first.
    private readonly byte[] _head = new byte[128];
    private int _length;

    public void Remember(ReadOnlySpan<byte> record)
    {
        _length = Math.Min(record.Length, _head.Length);
        record[.._length].CopyTo(_head);
    }

    public (long UnixNano, ulong Id) Read()
    {
        var json = new Utf8JsonReader(_head.AsSpan(0, _length), isFinalBlock: false, state: default);
        json.Read(); // the record begins
        var id = ReadValue(ref json);
        var time = ReadValue(ref json);
        return LogTime.TryParse(time, out var moment)
            ? (moment.Resolve(default), ulong.Parse(id, CultureInfo.InvariantCulture))
            : throw new FormatException("A record does not begin with its id and its time.");
    }

    private static string ReadValue(ref Utf8JsonReader json)
    {
        json.Read(); // its name
        json.Read();
        return json.GetString() ?? "";
    }
}
