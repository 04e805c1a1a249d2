using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Monolith.Processing.Redaction.Detection;

/// <summary>
/// How a tenant's own kind is found in text: by a pattern, by words, and by words that must stand before. Thread-safe.
/// </summary>
/// <remarks>The text is looked at as if each byte were a letter, so that places in it need no reckoning and bytes that are no
/// UTF-8 do no harm. Patterns never look back, so that their work grows with the text alone.</remarks>
/// <param name="kind">The number of the kind.</param>
/// <param name="pattern">The regular expression, or null.</param>
/// <param name="words">The words, in small letters.</param>
/// <param name="context">One of these words must stand before; none needed when there are none.</param>
internal sealed class OwnPattern(
    byte kind,
    string? pattern,
    IReadOnlyCollection<string> words,
    IReadOnlyCollection<string> context
)
{
    /// <summary>The longest pattern.</summary>
    public const int MaxPattern = 512;

    private readonly Regex? _regex = pattern is null
        ? null
        : new Regex(AsBytes(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words = words
        .Select(word => AsBytes(word.ToLowerInvariant()))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly byte[][] _context = [.. context.Select(word => Encoding.UTF8.GetBytes(word.ToLowerInvariant()))];

    /// <summary>The number of the kind.</summary>
    public byte Kind => kind;

    /// <summary>Adds what is found in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="letters">The same text, each byte as a letter.</param>
    /// <param name="name">The name of the field that it is the value of.</param>
    /// <param name="findings">Where to add it.</param>
    public void Find(ReadOnlySpan<byte> text, ReadOnlySpan<char> letters, ReadOnlySpan<byte> name, FindingList findings)
    {
        if (_regex is not null)
        {
            foreach (var match in _regex.EnumerateMatches(letters))
            {
                Add(text, match.Index, match.Length, name, findings);
            }
        }

        if (_words.Set.Count > 0)
        {
            FindWords(text, letters, name, findings);
        }
    }

    private static string AsBytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private void FindWords(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<char> letters,
        ReadOnlySpan<byte> name,
        FindingList findings
    )
    {
        for (var at = 0; at < text.Length; )
        {
            var end = at;
            while (
                end < text.Length
                && (
                    Ascii.IsWord(text[end])
                    || (text[end] is (byte)'-' or (byte)'.' && Ascii.IsWord(Ascii.At(text, end + 1)))
                )
            )
            {
                end++;
            }

            if (end > at && _words.Contains(letters[at..end]))
            {
                Add(text, at, end - at, name, findings);
            }

            at = end + 1;
        }
    }

    private void Add(ReadOnlySpan<byte> text, int start, int length, ReadOnlySpan<byte> name, FindingList findings)
    {
        var end = start + length;

        // A letter of several bytes is not cut in two.
        while (start > 0 && start < text.Length && (text[start] & 0xC0) == 0x80)
        {
            start--;
        }

        while (end < text.Length && (text[end] & 0xC0) == 0x80)
        {
            end++;
        }

        if (end > start && HasContext(text, start, name) && !Marks.IsToken(text[start..end]))
        {
            findings.Add(new Finding(start, end - start, kind, Certainty.Grammar));
        }
    }

    private bool HasContext(ReadOnlySpan<byte> text, int start, ReadOnlySpan<byte> name)
    {
        foreach (var word in _context)
        {
            if (ContextWords.EndsWith(name, word) || ContextWords.HasBefore(text, start, word))
            {
                return true;
            }
        }

        return _context.Length == 0;
    }
}
