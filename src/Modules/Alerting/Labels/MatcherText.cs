using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Monolith.Alerting.Labels;

/// <summary>Reads a matcher as people write it: <c>severity="critical"</c>, <c>service =~ checkout|cart</c>.</summary>
internal static partial class MatcherText
{
    /// <summary>What may be written, for messages.</summary>
    public const string Syntax = "a matcher such as severity=\"critical\", with =, !=, =~ or !~";

    /// <returns>False when it is not <see cref="Syntax"/>.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Matcher? matcher)
    {
        matcher = null;
        var parts = Parts().Match(text);
        if (!parts.Success || !TryUnquote(parts.Groups["value"].Value.TrimEnd(), out var value))
        {
            return false;
        }

        var comparison = parts.Groups["operator"].Value;
        matcher = new Matcher(
            parts.Groups["name"].Value,
            value,
            IsRegex: comparison.EndsWith('~'),
            IsEqual: comparison[0] == '='
        );
        return true;
    }

    /// <summary>A value may stand in quotes; <c>\"</c>, <c>\\</c> and <c>\n</c> mean what they mean elsewhere, and any other
    /// backslash itself, so that regular expressions need not double theirs.</summary>
    private static bool TryUnquote(string raw, out string value)
    {
        var isQuoted = raw.StartsWith('"');
        var rest = isQuoted ? raw.AsSpan(1) : raw;
        var text = new StringBuilder(rest.Length);
        var i = 0;
        for (; i < rest.Length && rest[i] != '"'; i++)
        {
            var escaped = rest[i] == '\\' && i + 1 < rest.Length ? Unescape(rest[i + 1]) : null;
            text.Append(escaped ?? rest[i]);
            i += escaped is null ? 0 : 1;
        }

        // A quote is the end, and there is one exactly when there was one at the beginning.
        value = text.ToString();
        return isQuoted ? i == rest.Length - 1 : i == rest.Length;
    }

    private static char? Unescape(char letter) =>
        letter switch
        {
            'n' => '\n',
            '"' or '\\' => letter,
            _ => null,
        };

    [GeneratedRegex(
        """^\s*(?<name>[^\s=!~,{}"\\]+)\s*(?<operator>=~|!~|!=|=)\s*(?<value>.*)$""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Parts();
}
