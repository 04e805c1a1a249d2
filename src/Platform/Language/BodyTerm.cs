using System.Text;

namespace Monolith.Platform.Language;

/// <summary>Words that a body must have one directly after the other, whatever stands between them.</summary>
/// <remarks>
/// A word is a run of ASCII letters, digits and characters outside ASCII; everything else parts words. Case does not
/// matter for A to Z. These are the rules of ClickHouse's <c>splitByNonAlpha</c> over <c>lower(body)</c>, so that the
/// text index and <see cref="LogMatcher"/> find the same records.
/// </remarks>
/// <param name="Words">At least one word, in lower case.</param>
public sealed record BodyTerm(IReadOnlyList<string> Words)
{
    /// <summary>Reads what a person wrote: words that must all be there, and phrases in quotation marks.</summary>
    /// <param name="text">For example <c>timeout "connection refused" 10.0.0.1</c>; the last is a phrase of four words.</param>
    /// <param name="error">What is wrong with it, for people; null when nothing is.</param>
    public static IReadOnlyList<BodyTerm> Parse(string text, out string? error)
    {
        error = null;
        var terms = new List<BodyTerm>();
        var parts = text.Split('"');
        if (parts.Length % 2 == 0)
        {
            error = "A quotation mark is opened and not closed.";
            return [];
        }

        for (var i = 0; i < parts.Length; i++)
        {
            var isQuoted = i % 2 == 1;
            string[] pieces = isQuoted
                ? [parts[i]]
                : parts[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            terms.AddRange(
                pieces.Select(SplitWords).Where(words => words.Count > 0).Select(words => new BodyTerm(words))
            );
        }

        if (terms.Count == 0)
        {
            error = "There is no word in it: a word has letters or digits.";
        }

        return terms;
    }

    /// <summary>The words of a text as one phrase; null when there is none in it.</summary>
    public static BodyTerm? Phrase(string text) =>
        SplitWords(text) is { Count: > 0 } words ? new BodyTerm(words) : null;

    /// <inheritdoc/>
    public bool Equals(BodyTerm? other) =>
        other is not null && Words.SequenceEqual(other.Words, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => string.Join(' ', Words).GetHashCode(StringComparison.Ordinal);

    internal static bool IsWordByte(byte b) => b >= 0x80 || char.IsAsciiLetterOrDigit((char)b);

    private static List<string> SplitWords(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (c >= 0x80 || char.IsAsciiLetterOrDigit(c))
            {
                word.Append(char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
