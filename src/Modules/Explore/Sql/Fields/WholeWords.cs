using Monolith.Platform.Language;

namespace Monolith.Explore.Sql.Fields;

/// <summary>
/// The words that a text must have whole when a condition holds for it: what the text index can be asked about, before the
/// condition itself is asked of the few records that are left. Too few are slow, one too many is wrong, so what is in doubt
/// is left out.
/// </summary>
internal static class WholeWords
{
    /// <summary>The words of a text that is meant as it stands.</summary>
    public static IReadOnlyList<string> OfText(string text) => Of(text, isOpenBefore: false, isOpenBehind: false);

    /// <summary>The words of a pattern with <c>*</c> and <c>?</c>.</summary>
    public static IReadOnlyList<string> OfPattern(string pattern)
    {
        var pieces = Wildcards.Pieces(pattern);
        return
        [
            .. pieces
                .SelectMany((piece, i) => Of(piece, isOpenBefore: i > 0, isOpenBehind: i < pieces.Count - 1))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The words of a regular expression.</summary>
    public static IReadOnlyList<string> OfRegex(string regex)
    {
        var runs = RegexLiterals.Of(regex);
        return
        [
            .. runs.SelectMany(run => Of(run, isOpenBefore: true, isOpenBehind: true)).Distinct(StringComparer.Ordinal),
        ];
    }

    // Where the text goes on, its first or last word may be a part of a longer one.
    private static IReadOnlyList<string> Of(string text, bool isOpenBefore, bool isOpenBehind)
    {
        var start = isOpenBefore ? EndOfWord(text, 0) : 0;
        var end = isOpenBehind ? StartOfWord(text, text.Length) : text.Length;
        return start >= end ? [] : [.. WordsOf(text[start..end]).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> WordsOf(string text) =>
        BodyTerm.Parse(text.Replace('"', ' '), out _).SelectMany(term => term.Words);

    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && IsWord(text[at]))
        {
            at++;
        }

        return at;
    }

    private static int StartOfWord(string text, int at)
    {
        while (at > 0 && IsWord(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static bool IsWord(char c) => c >= 0x80 || char.IsAsciiLetterOrDigit(c);
}
