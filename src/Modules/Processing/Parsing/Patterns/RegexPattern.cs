using System.Text;
using Monolith.Platform.Language;

namespace Monolith.Processing.Parsing.Patterns;

/// <summary>Reads a regular expression with named groups, in the syntax that the search language has.</summary>
internal static class RegexPattern
{
    /// <summary>Makes the format.</summary>
    /// <param name="pattern">As it was written.</param>
    /// <param name="format">The format.</param>
    /// <param name="error">What is wrong with it, for people.</param>
    public static bool TryRead(string pattern, out ITextFormat format, out string error)
    {
        format = null!;
        if (!LogRegex.TryRead(pattern, out var read, out error))
        {
            return false;
        }

        if (read.Names.Count == 0)
        {
            error =
                "The expression has no named group, so nothing would come of it. Write (?<name>…) around what is to become a field.";
            return false;
        }

        var regex = read.Compile();
        format = new PatternFormat(
            regex,
            [
                .. read.Names.Select(name => new PatternGroup(
                    regex.GroupNumberFromName(name),
                    Encoding.UTF8.GetBytes(name)
                )),
            ]
        );
        return true;
    }
}
