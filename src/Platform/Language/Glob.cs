using System.Text;

namespace Monolith.Platform.Language;

/// <summary>Patterns in which <c>*</c> stands for any characters, <c>?</c> for one, and a backslash makes the next character
/// stand for itself.</summary>
public static class Glob
{
    /// <summary>A character that stands for itself, as a pattern has it.</summary>
    public static string Escape(char c) => c is '*' or '?' or '\\' ? $"\\{c}" : c.ToString();

    /// <summary>The same pattern as other ones that mean the same: no two <c>*</c> side by side, no backslash without need.</summary>
    public static string Normalize(string pattern)
    {
        var normal = new StringBuilder(pattern.Length);
        var wasMany = false;
        foreach (var (c, isWildcard) in Parts(pattern))
        {
            if (!isWildcard)
            {
                normal.Append(Escape(c));
            }
            else if (c == '?' || !wasMany)
            {
                normal.Append(c);
            }

            wasMany = isWildcard && c == '*';
        }

        return normal.ToString();
    }

    /// <summary>The characters of a pattern, and whether each is a wildcard. A backslash at the end stands for itself.</summary>
    public static IEnumerable<(char Char, bool IsWildcard)> Parts(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                yield return (pattern[++i], false);
            }
            else
            {
                yield return (pattern[i], pattern[i] is '*' or '?');
            }
        }
    }
}
