using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Monolith.Platform.Language;

/// <summary>
/// A regular expression in the syntax of RE2, which the engine looks for in what is stored. What would be found otherwise in a
/// record on its way in is refused, and so is what cannot be found in one pass.
/// </summary>
public sealed class LogRegex
{
    /// <summary>The most characters that a pattern may have.</summary>
    public const int MaxLength = 1000;

    // For the engine too, the dot stands for the end of a line as well.
    private const RegexOptions Meaning =
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    private readonly string _here;

    private LogRegex(RegexTranslation translation) =>
        (_here, Pattern, NamedPattern, Names) = (
            translation.Here,
            translation.Written,
            translation.Named,
            translation.Names
        );

    /// <summary>As it was written, but for names of groups, which are written <c>(?&lt;name&gt;</c>.</summary>
    public string Pattern { get; }

    /// <summary>The same without groups that have no name.</summary>
    public string NamedPattern { get; }

    /// <summary>The names of the groups, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">As it was written.</param>
    /// <param name="regex">The expression.</param>
    /// <param name="error">What is wrong with it, for people; empty when nothing is.</param>
    public static bool TryRead(string pattern, [NotNullWhen(true)] out LogRegex? regex, out string error)
    {
        regex = null;
        if (pattern.Length is 0 or > MaxLength)
        {
            error = $"An expression has 1 to {MaxLength} characters.";
            return false;
        }

        var translation = new RegexTranslation(pattern);
        error = translation.Read() ?? "";
        if (error.Length > 0)
        {
            return false;
        }

        try
        {
            // Made to see whether it can be; the one that is used costs a hundred times as much to make.
            _ = new Regex(translation.Here, Meaning, TimeSpan.FromSeconds(1));
            regex = new LogRegex(translation);
            return true;
        }
        catch (RegexParseException exception)
        {
            error = $"This expression cannot be read: {Reason(exception)}";
            return false;
        }
    }

    /// <summary>The expression, ready to be looked for. That takes time which grows with the text alone, whatever the pattern.</summary>
    public Regex Compile() => new(_here, Meaning | RegexOptions.NonBacktracking);

    // "Invalid pattern '(a' at offset 2. Not enough )'s." The offset is one in the translation, which nobody sees.
    private static string Reason(RegexParseException exception)
    {
        var offset = exception.Message.LastIndexOf(" at offset ", StringComparison.Ordinal);
        var end = offset < 0 ? -1 : exception.Message.IndexOf(". ", offset, StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[(end + 2)..];
    }

    /// <summary>Whether a group can have this name.</summary>
    internal static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
