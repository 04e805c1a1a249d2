using System.Text;

namespace Monolith.Platform.Language.Parsing;

/// <summary>A part of a text without spaces that is looked for in the body.</summary>
/// <param name="Text">Words that follow each other, or the pattern of one word in lower case.</param>
/// <param name="IsPattern">Whether there are wildcards in it.</param>
internal readonly record struct BodyPiece(string Text, bool IsPattern);

/// <summary>Parts a text into what the body's words can be asked: a wildcard stands within one word.</summary>
internal static class BodyPieces
{
    /// <summary>The pieces of a pattern. <c>10.0.0.*</c> has two: the words 10, 0 and 0, and any word.</summary>
    public static IReadOnlyList<BodyPiece> Of(string pattern)
    {
        var pieces = new List<BodyPiece>();
        var (words, word) = (new StringBuilder(), new StringBuilder());
        var isPattern = false;
        foreach (var (c, isWildcard) in Glob.Parts(pattern).Append((' ', false)))
        {
            if (isWildcard || c >= 0x80 || char.IsAsciiLetterOrDigit(c))
            {
                isPattern |= isWildcard;
                word.Append(char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c);
                continue;
            }

            if (isPattern)
            {
                Flush();
                pieces.Add(new BodyPiece(Glob.Normalize(word.ToString()), IsPattern: true));
            }
            else if (word.Length > 0)
            {
                words.Append(words.Length > 0 ? " " : "").Append(word);
            }

            word.Clear();
            isPattern = false;
        }

        Flush();
        return pieces;

        void Flush()
        {
            if (words.Length > 0)
            {
                pieces.Add(new BodyPiece(words.ToString(), IsPattern: false));
                words.Clear();
            }
        }
    }
}
