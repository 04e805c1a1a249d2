using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Monolith.Ingest.Loki;

/// <summary>Reads the labels of a stream as Prometheus writes them: <c>{job="shop", level="warn"}</c>.</summary>
internal static class LabelsText
{
    private const string NoName = "A label's name is missing in the labels of the stream.";
    private const string NoValue = "A label's value is not in quotes, or its quotes do not end.";
    private const string NoEscape = "A label's value holds an escape that is none.";

    private static readonly SearchValues<byte> NameEnds = SearchValues.Create("=!~ \t\r\n,\""u8);

    /// <summary>Hands all labels to the stream, in their order.</summary>
    /// <returns>What is wrong with the text, or null.</returns>
    public static string? Read(ReadOnlyMemory<byte> text, LokiStream stream)
    {
        var rest = Trim(text);
        if (rest.Length < 2 || rest.Span[0] != (byte)'{' || rest.Span[^1] != (byte)'}')
        {
            return "The labels of the stream are not in braces.";
        }

        rest = Trim(rest[1..^1]);
        while (!rest.IsEmpty)
        {
            var problem = ReadLabel(ref rest, stream);
            if (problem is not null)
            {
                return problem;
            }

            // A comma after the last label is allowed.
            if (!rest.IsEmpty && rest.Span[0] != (byte)',')
            {
                return "A comma is missing between the labels of the stream.";
            }

            rest = rest.IsEmpty ? rest : Trim(rest[1..]);
        }

        return null;
    }

    private static string? ReadLabel(ref ReadOnlyMemory<byte> rest, LokiStream stream)
    {
        ReadOnlyMemory<byte> name;
        if (rest.Span[0] == (byte)'"')
        {
            // Since Prometheus 3 a name in quotes may have any character.
            if (ReadQuoted(ref rest, stream, out name) is { } problemOfName)
            {
                return problemOfName;
            }
        }
        else
        {
            var length = rest.Span.IndexOfAny(NameEnds);
            length = length < 0 ? rest.Length : length;
            name = rest[..length];
            rest = rest[length..];
        }

        rest = Trim(rest);
        if (name.IsEmpty || rest.IsEmpty || rest.Span[0] != (byte)'=')
        {
            return NoName;
        }

        rest = Trim(rest[1..]);
        var problem = ReadQuoted(ref rest, stream, out var value);
        if (problem is null)
        {
            stream.AddLabel(name, value);
            rest = Trim(rest);
        }

        return problem;
    }

    // As Go quotes strings: with escapes between quotes, as they are between backticks.
    private static string? ReadQuoted(ref ReadOnlyMemory<byte> rest, LokiStream stream, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (rest.IsEmpty || rest.Span[0] is not ((byte)'"' or (byte)'`'))
        {
            return NoValue;
        }

        var isRaw = rest.Span[0] == (byte)'`';
        var text = rest[1..];
        var end = isRaw ? text.Span.IndexOf((byte)'`') : EndOfQuoted(text.Span);
        if (end < 0)
        {
            return NoValue;
        }

        rest = text[(end + 1)..];
        value = text[..end];
        if (isRaw || value.Span.IndexOf((byte)'\\') < 0)
        {
            return null;
        }

        // An escape is never shorter than what it stands for.
        var plain = stream.Scratch.Take(end);
        var written = Unescape(value.Span, plain.Span);
        stream.Scratch.Return(end - Math.Max(0, written));
        value = plain[..Math.Max(0, written)];
        return written < 0 ? NoEscape : null;
    }

    private static int EndOfQuoted(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; )
        {
            var found = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (text[at] == (byte)'"')
            {
                return at;
            }

            at += 2;
        }

        return -1;
    }

    /// <returns>How many bytes were written, or -1 when an escape is none.</returns>
    private static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> target)
    {
        var written = 0;
        while (!escaped.IsEmpty)
        {
            var plain = escaped.IndexOf((byte)'\\');
            plain = plain < 0 ? escaped.Length : plain;
            escaped[..plain].CopyTo(target[written..]);
            written += plain;
            escaped = escaped[plain..];
            if (!escaped.IsEmpty && !TryUnescapeOne(ref escaped, target, ref written))
            {
                return -1;
            }
        }

        return written;
    }

    private static bool TryUnescapeOne(ref ReadOnlySpan<byte> escaped, Span<byte> target, ref int written)
    {
        var kind = escaped[1];
        var digits = kind switch
        {
            (byte)'x' => 2,
            (byte)'u' => 4,
            (byte)'U' => 8,
            _ => 0,
        };
        if (digits > 0)
        {
            if (
                escaped.Length < 2 + digits
                || !Utf8Parser.TryParse(escaped.Slice(2, digits), out uint code, out var read, 'x')
                || read != digits
                || !Rune.TryCreate(code, out var rune)
            )
            {
                return false;
            }

            written += rune.EncodeToUtf8(target[written..]);
            escaped = escaped[(2 + digits)..];
            return true;
        }

        var at = "abfnrtv\\\"'"u8.IndexOf(kind);
        if (at < 0)
        {
            return false;
        }

        target[written++] = "\a\b\f\n\r\t\v\\\"'"u8[at];
        escaped = escaped[2..];
        return true;
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text) => text.Trim(" \t\r\n"u8);
}
