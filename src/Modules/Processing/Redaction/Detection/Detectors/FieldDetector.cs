using System.Buffers;

namespace Monolith.Processing.Redaction.Detection.Detectors;

/// <summary>Values of fields inside of text, known by their names alone: <c>password=…</c>, <c>"password":"…"</c>,
/// <c>Authorization: Bearer …</c>, <c>&lt;password&gt;…&lt;</c>.</summary>
internal static class FieldDetector
{
    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(" \t\r\n,;&\"'<>(){}|\\"u8);
    private static readonly SearchValues<byte> Stars = SearchValues.Create("*.-_xX<>()#"u8);

    private const int LongestName = 64;
    private const int MaxSpaces = 4;
    private const int LongestNothing = 9;

    /// <summary>Looks at what stands on both sides of a <c>=</c>, a <c>:</c> or the end of a tag.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, int separator, FieldNames names, out Finding finding)
    {
        finding = default;
        var nameEnd = EndOfName(text, separator);
        if (nameEnd < 2 || !IsEndOfName(text[nameEnd - 1]) || !names.MayEnd(text[nameEnd - 2], text[nameEnd - 1]))
        {
            return false;
        }

        var nameStart = nameEnd;
        while (nameStart > 0 && nameEnd - nameStart < LongestName && IsName(text[nameStart - 1]))
        {
            nameStart--;
        }

        if (text[separator] == '>' && Ascii.At(text, nameStart - 1) != '<')
        {
            return false;
        }

        // [jwt:7q2mznpa] stands in the place of a value already.
        if (Ascii.At(text, nameStart) == '[' && IsMark(text[nameStart..]))
        {
            return false;
        }

        if (!names.TryFind(text[nameStart..nameEnd], out var rule))
        {
            return false;
        }

        var isQuotedName = text[nameEnd] == '"';
        return TryFindValue(text, separator, rule, isQuotedName, out finding);
    }

    private static int EndOfName(ReadOnlySpan<byte> text, int separator)
    {
        var end = separator;
        for (var i = 0; i < MaxSpaces && end > 0 && text[end - 1] == ' '; i++)
        {
            end--;
        }

        if (end > 0 && text[end - 1] is (byte)'"' or (byte)'\'')
        {
            end--;
        }

        return end > 0 && text[end - 1] == '\\' ? end - 1 : end;
    }

    private static bool IsEndOfName(byte value) => Ascii.IsAlphanumeric(value) || value == ']';

    private static bool IsName(byte value) => Ascii.IsToken(value) || value is (byte)'.' or (byte)'[' or (byte)']';

    private static bool TryFindValue(
        ReadOnlySpan<byte> text,
        int separator,
        FieldRule rule,
        bool isQuotedName,
        out Finding finding
    )
    {
        finding = default;
        var start = separator + 1;

        // Comparisons give nothing away; an arrow of Ruby's and PHP's is only a longer sign.
        if (Ascii.At(text, start) == '=')
        {
            return false;
        }

        if (text[separator] == '=' && Ascii.At(text, start) == '>')
        {
            start++;
        }

        for (var i = 0; i < MaxSpaces && Ascii.At(text, start) == ' '; i++)
        {
            start++;
        }

        var opening = Ascii.At(text, start);
        var isEscaped = opening == '\\' && Ascii.At(text, start + 1) is (byte)'"' or (byte)'\'';
        var form = FindingForm.Usual;
        int end;
        if (isEscaped || opening is (byte)'"' or (byte)'\'')
        {
            start += isEscaped ? 2 : 1;
            end = EndOfQuoted(text, start, text[start - 1], isEscaped);
        }
        else if (opening is (byte)'[' or (byte)'{' && !IsMark(text[start..]))
        {
            end = EndOfBracketed(text, start);
            form = isQuotedName ? FindingForm.Quoted : FindingForm.Usual;
        }
        else
        {
            end = EndOfBare(text, start, text[separator], rule.Extent);
            form = isQuotedName ? FindingForm.Quoted : FindingForm.Usual;
        }

        if (end <= start || !IsTelling(text[start..end]))
        {
            return false;
        }

        finding = new Finding(start, end - start, rule.Kind, Certainty.Proven, form);
        return true;
    }

    private static int EndOfQuoted(ReadOnlySpan<byte> text, int start, byte quote, bool isEscaped)
    {
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                if (isEscaped && Ascii.At(text, at + 1) == quote)
                {
                    return at;
                }

                at++;
            }
            else if (text[at] == quote)
            {
                return at;
            }
        }

        return text.Length;
    }

    private static int EndOfBracketed(ReadOnlySpan<byte> text, int start)
    {
        var depth = 0;
        for (var at = start; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'"':
                    at = EndOfQuoted(text, at + 1, (byte)'"', isEscaped: false);
                    break;
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                case (byte)']' or (byte)'}' when --depth == 0:
                    return at + 1;
                default:
                    break;
            }
        }

        return text.Length;
    }

    private static int EndOfBare(ReadOnlySpan<byte> text, int start, byte separator, FieldExtent extent)
    {
        if (extent == FieldExtent.Line && separator == ':')
        {
            var line = text[start..].IndexOfAny("\r\n\"'"u8);
            return line < 0 ? text.Length : start + line;
        }

        var end = EndOfWord(text, start, separator);
        return extent == FieldExtent.Scheme && IsScheme(text[start..end]) && Ascii.At(text, end) == ' '
            ? EndOfWord(text, end + 1, separator)
            : end;
    }

    private static int EndOfWord(ReadOnlySpan<byte> text, int start, byte separator)
    {
        var length = separator == '>' ? text[start..].IndexOf((byte)'<') : text[start..].IndexOfAny(WordEnds);
        return length < 0 ? text.Length : start + length;
    }

    private static bool IsScheme(ReadOnlySpan<byte> word) =>
        Ascii.IsWord(word, "bearer"u8)
        || Ascii.IsWord(word, "basic"u8)
        || Ascii.IsWord(word, "digest"u8)
        || Ascii.IsWord(word, "negotiate"u8)
        || Ascii.IsWord(word, "token"u8)
        || Ascii.IsWord(word, "apikey"u8);

    /// <summary>What stands for no value, or stands in the place of one already, stays.</summary>
    public static bool IsTelling(ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAnyExcept(Stars) < 0 || IsMark(value) || Marks.IsToken(value))
        {
            return false;
        }

        if (value.IndexOf((byte)' ') is > 0 and var space && IsScheme(value[..space]))
        {
            value = value[(space + 1)..];
            return !IsMark(value) && !Marks.IsToken(value);
        }

        return value.Length > LongestNothing
            || !(
                Ascii.IsWord(value, "null"u8)
                || Ascii.IsWord(value, "nil"u8)
                || Ascii.IsWord(value, "none"u8)
                || Ascii.IsWord(value, "true"u8)
                || Ascii.IsWord(value, "false"u8)
                || Ascii.IsWord(value, "undefined"u8)
            );
    }

    private static bool IsMark(ReadOnlySpan<byte> value) => Marks.LengthOfMark(value) > 0;
}
