using System.Globalization;
using System.Text;
using Monolith.Platform.Language;

namespace Monolith.Explore.Sql.Fields;

/// <summary>Patterns with <c>*</c>, <c>?</c> and <c>\</c>, as the engine writes them.</summary>
internal static class Wildcards
{
    /// <summary>The pattern for LIKE.</summary>
    public static string ToLike(string pattern)
    {
        var like = new StringBuilder(pattern.Length + 8);
        foreach (var (c, isWild) in Glob.Parts(pattern))
        {
            if (isWild)
            {
                like.Append(c == '*' ? '%' : '_');
            }
            else
            {
                like.Append(c is '%' or '_' or '\\' ? @"\" : "").Append(c);
            }
        }

        return like.ToString();
    }

    /// <summary>The pattern as a regular expression.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="any">The class of characters that wildcards stand for.</param>
    public static string ToRegex(string pattern, string any)
    {
        var regex = new StringBuilder(pattern.Length + 8);
        foreach (var (c, isWild) in Glob.Parts(pattern))
        {
            if (isWild)
            {
                regex.Append(any).Append(c == '*' ? "*" : "");
            }
            else if (c < 0x80 && !char.IsAsciiLetterOrDigit(c))
            {
                regex.Append(CultureInfo.InvariantCulture, $@"\x{(int)c:x2}");
            }
            else
            {
                regex.Append(c);
            }
        }

        return regex.ToString();
    }

    /// <summary>The longest piece without a wildcard.</summary>
    public static string LongestPiece(string pattern) => Pieces(pattern).MaxBy(piece => piece.Length) ?? "";

    /// <summary>The pieces between the wildcards, in order; empty ones too, so that the first and the last are the ends.</summary>
    public static IReadOnlyList<string> Pieces(string pattern)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        foreach (var (c, isWild) in Glob.Parts(pattern))
        {
            if (isWild)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else
            {
                piece.Append(c);
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
