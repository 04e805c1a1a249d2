using System.Buffers;

namespace Monolith.Processing.Parsing.Formats;

/// <summary>Names and values: <c>level=info msg="it is done" ok</c> as logfmt has them, or with separators of one's own.</summary>
/// <param name="pairs">What stands between two pairs. Spaces around a pair are never part of it.</param>
/// <param name="equal">What stands between a name and its value.</param>
/// <param name="bareIsTrue">Whether a name without a value says <c>true</c>, as in logfmt; otherwise it is passed over.</param>
internal sealed class PairsFormat(byte pairs, byte equal, bool bareIsTrue) : ITextFormat
{
    private const string NoPairs = "The text has no names with values.";

    private static readonly ReadOnlyMemory<byte> True = "true"u8.ToArray();

    private readonly SearchValues<byte> _endOfName = SearchValues.Create([equal, pairs, (byte)'\n']);
    private readonly SearchValues<byte> _endOfValue = SearchValues.Create([pairs, (byte)'\n']);

    public string? Parse(ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        var hasPair = false;
        while (true)
        {
            text = SkipToName(text);
            if (text.IsEmpty)
            {
                return hasPair ? null : NoPairs;
            }

            var name = TakeUntil(ref text, _endOfName).Trim(" \t"u8);
            ReadOnlyMemory<byte> value = True;
            if (!text.IsEmpty && text.Span[0] == equal)
            {
                text = text[1..];
                value = TakeValue(ref text, fields);
                hasPair = true;
            }
            else if (!bareIsTrue)
            {
                continue;
            }

            if (!name.IsEmpty && !fields.Add(name, value))
            {
                return ParsedFields.TooMany;
            }
        }
    }

    private ReadOnlyMemory<byte> SkipToName(ReadOnlyMemory<byte> text)
    {
        var at = 0;
        var span = text.Span;
        while (at < span.Length && (span[at] <= (byte)' ' || span[at] == pairs))
        {
            at++;
        }

        return text[at..];
    }

    private static ReadOnlyMemory<byte> TakeUntil(ref ReadOnlyMemory<byte> text, SearchValues<byte> ends)
    {
        var end = text.Span.IndexOfAny(ends);
        end = end < 0 ? text.Length : end;
        var taken = text[..end];
        text = text[end..];
        return taken;
    }

    private ReadOnlyMemory<byte> TakeValue(ref ReadOnlyMemory<byte> text, in ParsedFields fields)
    {
        // "a = b" is a pair too where something else than a space stands between pairs.
        if (pairs != (byte)' ')
        {
            text = text.TrimStart((byte)' ');
        }

        return
            !text.IsEmpty && text.Span[0] is (byte)'"' or (byte)'\'' && TryTakeQuoted(ref text, fields, out var quoted)
            ? quoted
            : TakeUntil(ref text, _endOfValue).Trim(" \t\r"u8);
    }

    /// <returns>False when the quotes do not end: then they are part of the value.</returns>
    private static bool TryTakeQuoted(
        ref ReadOnlyMemory<byte> text,
        in ParsedFields fields,
        out ReadOnlyMemory<byte> value
    )
    {
        var quote = text.Span[0];
        var inside = text.Span[1..];
        var end = inside.IndexOf(quote);
        if (end >= 0 && !inside[..end].Contains((byte)'\\'))
        {
            value = text.Slice(1, end);
            text = text[(end + 2)..];
            return true;
        }

        return TryTakeEscaped(ref text, fields, out value);
    }

    private static bool TryTakeEscaped(
        ref ReadOnlyMemory<byte> text,
        in ParsedFields fields,
        out ReadOnlyMemory<byte> value
    )
    {
        value = default;
        var span = text.Span;
        var end = 1;
        while (end < span.Length && span[end] != span[0])
        {
            end += span[end] == (byte)'\\' ? 2 : 1;
        }

        if (end >= span.Length)
        {
            return false;
        }

        var plain = fields.Scratch.Take(end);
        var written = 0;
        for (var i = 1; i < end; i++)
        {
            if (span[i] != (byte)'\\')
            {
                plain.Span[written++] = span[i];
                continue;
            }

            plain.Span[written++] = span[++i] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var itself => itself,
            };
        }

        fields.Scratch.Return(end - written);
        value = plain[..written];
        text = text[(end + 1)..];
        return true;
    }
}
