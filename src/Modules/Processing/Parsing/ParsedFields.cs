using System.Buffers.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Parsing;

/// <summary>Where the parts of a text go: among the attributes of the record, under their names or behind a prefix.</summary>
/// <param name="attributes">The record's attributes.</param>
/// <param name="scratch">Memory for what is no slice of the text.</param>
/// <param name="prefix">What stands before every name, its dot included; empty for nothing.</param>
/// <param name="most">How many attributes the record may have.</param>
internal readonly struct ParsedFields(
    AttributeList attributes,
    ScratchBuffer scratch,
    ReadOnlyMemory<byte> prefix,
    int most
)
{
    /// <summary>What a format says when <see cref="Add"/> returned false.</summary>
    public const string TooMany = "The text has more fields than a record may have attributes.";

    private const int TimeBytes = 28;

    private static readonly ReadOnlyMemory<byte> TimestampName = "timestamp"u8.ToArray();

    /// <summary>Memory for what is no slice of the text.</summary>
    public ScratchBuffer Scratch => scratch;

    /// <summary>Adds a part.</summary>
    /// <returns>False when the record has as many attributes as it may have.</returns>
    public bool Add(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (attributes.Count >= most)
        {
            return false;
        }

        attributes.Add(Prefixed(name), value);
        return true;
    }

    /// <summary>Adds a part unless it is nothing, or the dash that logs write for nothing.</summary>
    public bool AddUnlessDash(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) =>
        value.IsEmpty || value.Span.SequenceEqual("-"u8) || Add(name, value);

    /// <summary>Adds when it happened, as RFC 3339 writes it.</summary>
    public bool AddTime(long unixNano)
    {
        var text = scratch.Take(TimeBytes);
        var time = DateTime.UnixEpoch.AddTicks(unixNano / TimeSpan.NanosecondsPerTick);
        Utf8Formatter.TryFormat(time, text.Span, out _, 'O');
        return Add(TimestampName, text);
    }

    private ReadOnlyMemory<byte> Prefixed(ReadOnlyMemory<byte> name)
    {
        if (prefix.IsEmpty)
        {
            return name;
        }

        var whole = scratch.Take(prefix.Length + name.Length);
        prefix.CopyTo(whole);
        name.CopyTo(whole[prefix.Length..]);
        return whole;
    }
}
