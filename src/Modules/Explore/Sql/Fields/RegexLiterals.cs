using System.Text;

namespace Monolith.Explore.Sql.Fields;

/// <summary>Finds the text that a regular expression has outside of groups, classes and repetitions.</summary>
internal static class RegexLiterals
{
    // Escapes that stand for a class of characters or for a place.
    private const string Classes = "dDwWsSbBAz";

    private const string Meta = @"\([{?*+.^$)]}";

    /// <summary>Pieces of text that are in every match. None when the expression has parts that would take more to
    /// understand: alternatives, flags, quoted and coded characters.</summary>
    public static IReadOnlyList<string> Of(string regex)
    {
        var runs = new List<string>();
        var run = new StringBuilder();
        for (var i = 0; i < regex.Length; i++)
        {
            var c = regex[i];
            if (c == '|' || HasFlags(regex.AsSpan(i)) || IsOddEscape(regex.AsSpan(i)))
            {
                return [];
            }

            if (c == '\\' && !char.IsAsciiLetterOrDigit(regex[i + 1]))
            {
                run.Append(regex[++i]);
                continue;
            }

            if (!Meta.Contains(c, StringComparison.Ordinal))
            {
                run.Append(c);
                continue;
            }

            if (c is '?' or '*' or '{' && run.Length > 0)
            {
                // The character before need not be there.
                run.Length--;
            }

            runs.Add(run.ToString());
            run.Clear();
            i = c switch
            {
                '\\' => i + 1,
                '(' => EndOfGroup(regex, i),
                '[' => EndOfClass(regex, i),
                '{' => EndOfCount(regex, i),
                _ => i,
            };
            if (i < 0)
            {
                return [];
            }
        }

        runs.Add(run.ToString());
        return runs;
    }

    private static bool HasFlags(ReadOnlySpan<char> rest) =>
        rest.StartsWith("(?") && !rest.StartsWith("(?:") && !rest.StartsWith("(?P<") && !rest.StartsWith("(?<");

    private static bool IsOddEscape(ReadOnlySpan<char> rest) =>
        rest[0] == '\\' && (rest.Length == 1 || (char.IsAsciiLetterOrDigit(rest[1]) && !Classes.Contains(rest[1])));

    // Where it ends, or -1 when that is not easily seen.
    private static int EndOfGroup(string regex, int start)
    {
        var depth = 0;
        for (var i = start; i < regex.Length; i++)
        {
            switch (regex[i])
            {
                case '\\' when IsOddEscape(regex.AsSpan(i)):
                    return -1;
                case '\\':
                    i++;
                    break;
                case '[':
                    i = EndOfClass(regex, i);
                    if (i < 0)
                    {
                        return -1;
                    }

                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return i;
            }
        }

        return -1;
    }

    // A bracket that comes first in a class stands for itself. Classes within classes are rare.
    private static int EndOfClass(string regex, int start)
    {
        var first = start + 1;
        first += first < regex.Length && regex[first] == '^' ? 1 : 0;
        for (var i = first; i < regex.Length; i++)
        {
            switch (regex[i])
            {
                case '[' or '\\' when i + 1 < regex.Length && regex[i + 1] is ':' or 'Q':
                    return -1;
                case '\\':
                    i++;
                    break;
                case ']' when i > first:
                    return i;
            }
        }

        return -1;
    }

    private static int EndOfCount(string regex, int start) => regex.IndexOf('}', start);
}
