using System.Text;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Language.Matching;

/// <summary>Words that follow each other in the body. Case does not matter for A to Z.</summary>
internal sealed class BodyHasPhrase(BodyTerm term) : RecordPredicate
{
    private readonly byte[][] _words = [.. term.Words.Select(Encoding.UTF8.GetBytes)];

    public override bool Holds(LogRecord record)
    {
        var body = record.Body.Span;
        for (
            var rest = BodyWords.SkipToWord(body);
            !rest.IsEmpty;
            rest = BodyWords.SkipToWord(BodyWords.SkipWord(rest))
        )
        {
            if (StartsWithAll(rest))
            {
                return true;
            }
        }

        return false;
    }

    private bool StartsWithAll(ReadOnlySpan<byte> text)
    {
        // Most words are passed over by this one look.
        if (BodyWords.Lower(text[0]) != _words[0][0])
        {
            return false;
        }

        foreach (var word in _words)
        {
            var end = text.Length - BodyWords.SkipWord(text).Length;
            if (!BodyWords.EqualsLowered(text[..end], word))
            {
                return false;
            }

            text = BodyWords.SkipToWord(text[end..]);
        }

        return true;
    }
}

/// <summary>A word in the body that a pattern fits. Case does not matter for A to Z.</summary>
internal sealed class BodyHasWordLike(string pattern) : RecordPredicate
{
    private readonly GlobMatcher _pattern = new(pattern, ignoresCase: true);

    public override bool Holds(LogRecord record)
    {
        for (var rest = BodyWords.SkipToWord(record.Body.Span); !rest.IsEmpty; )
        {
            var behind = BodyWords.SkipWord(rest);
            if (_pattern.Fits(rest[..^behind.Length]))
            {
                return true;
            }

            rest = BodyWords.SkipToWord(behind);
        }

        return false;
    }
}

/// <summary>The words of a text, by the rules of <see cref="BodyTerm"/>.</summary>
internal static class BodyWords
{
    public static ReadOnlySpan<byte> SkipToWord(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && !BodyTerm.IsWordByte(text[i]))
        {
            i++;
        }

        return text[i..];
    }

    public static ReadOnlySpan<byte> SkipWord(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && BodyTerm.IsWordByte(text[i]))
        {
            i++;
        }

        return text[i..];
    }

    public static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    public static bool EqualsLowered(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length != lower.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Lower(text[i]) != lower[i])
            {
                return false;
            }
        }

        return true;
    }
}
