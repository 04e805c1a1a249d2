using System.Text.RegularExpressions;

namespace Monolith.Host.Import;

/// <summary>Finds the word for the severity in a line of text.</summary>
internal static partial class TextSeverity
{
    private const string Words =
        "TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|FATAL|ALERT|EMERG|EMERGENCY|PANIC";

    // Far inside a line such a word is more likely to be part of what is said.
    private const int HeadLength = 160;

    // Milliseconds. Never needed; the bound is for lines that nobody thought of.
    private const int Patience = 1000;

    /// <returns>The word as the line has it, or null.</returns>
    public static string? Find(ReadOnlySpan<char> line)
    {
        var match = Severity().Match(line[..Math.Min(line.Length, HeadLength)].ToString());
        return match.Success ? match.Groups["word"].Value : null;
    }

    // In any case where its place shows what it is: first, in brackets, or after "level=". Elsewhere in capitals only.
    [GeneratedRegex(
        @"^\W*(?<word>(?i:"
            + Words
            + @"))(?=[\s:,|\])>-]|$)"
            + @"|[\[(<](?<word>(?i:"
            + Words
            + @"))[\])>]"
            + @"|\blevel=""?(?<word>(?i:"
            + Words
            + @"))\b"
            + @"|(?<![\w.-])(?<word>"
            + Words
            + @")(?![\w.-])",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Patience
    )]
    private static partial Regex Severity();
}
