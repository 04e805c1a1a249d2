using Monolith.Platform.Language;

namespace Monolith.Explore.Sql.Fields;

/// <summary>Words in a text, asked in the very words by which the text index on <c>lower(body)</c> answers.</summary>
internal static class WordsSql
{
    // The engine's functions take so many words and no more.
    private const int MaxWords = 64;

    // What is outside of words; the rest of Unicode belongs to them.
    private const string Gap = @"\x00-/:-@\[-`{-\x7f";

    /// <summary>Whether all words are in the text.</summary>
    public static string HasAll(SqlValues values, string text, IReadOnlyList<string> words) =>
        string.Join(
            " AND ",
            words.Chunk(MaxWords).Select(chunk => $"hasAllTokens(lower({text}), {values.Texts(chunk)})")
        );

    /// <summary>Whether one of the words is in the text.</summary>
    public static string HasAny(SqlValues values, string text, IReadOnlyList<string> words) =>
        string.Join(
            " OR ",
            words.Chunk(MaxWords).Select(chunk => $"hasAnyTokens(lower({text}), {values.Texts(chunk)})")
        );

    /// <summary>Whether the words are in the text one directly after the other.</summary>
    public static string HasPhrase(SqlValues values, string text, BodyTerm term) =>
        term.Words.Count == 1
            ? HasAll(values, text, term.Words)
            : $"hasPhrase(lower({text}), {values.Text(string.Join(' ', term.Words))})";

    /// <summary>Whether a word is in the text that the pattern fits.</summary>
    public static string HasLike(SqlValues values, string text, string pattern)
    {
        var lower = string.Create(
            pattern.Length,
            pattern,
            (span, from) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
                }
            }
        );
        // A word has a character at least.
        var word = lower.AsSpan().ContainsAnyExcept('*') ? Wildcards.ToRegex(lower, $"[^{Gap}]") : $"[^{Gap}]+";
        var regex = $"(?:^|[{Gap}]){word}(?:$|[{Gap}])";
        var matches = $"match(lower({text}), {values.Text(regex)})";

        // The longest piece of the word narrows down what the expression is tried on, and the index knows it.
        var piece = Wildcards.LongestPiece(lower);
        var around = $"*{string.Concat(piece.Select(Glob.Escape))}*";
        var isAround = $"lower({text}) LIKE {values.Text(Wildcards.ToLike(around))}";
        return piece.Length == 0 ? matches
            : lower == around ? $"({isAround})"
            : $"({isAround} AND {matches})";
    }
}
