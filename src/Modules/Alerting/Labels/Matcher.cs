using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Monolith.Alerting.Labels;

/// <summary>A condition on one label, in Alertmanager's JSON. A label that is missing counts as one without a value.</summary>
/// <param name="Name">The label.</param>
/// <param name="Value">The value, or a regular expression for the whole of it.</param>
/// <param name="IsRegex">Whether the value is a regular expression.</param>
/// <param name="IsEqual">Whether the label must match; otherwise it must not.</param>
internal sealed record Matcher(string Name, string Value, bool IsRegex = false, bool IsEqual = true)
{
    /// <summary>The longest name of a label.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The longest value, and the longest regular expression.</summary>
    public const int MaxValueLength = 500;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>How it compares: <c>=</c>, <c>!=</c>, <c>=~</c> or <c>!~</c>.</summary>
    [JsonIgnore]
    public string Operator =>
        (IsEqual, IsRegex) switch
        {
            (true, false) => "=",
            (false, false) => "!=",
            (true, true) => "=~",
            (false, true) => "!~",
        };

    /// <summary>As Alertmanager writes it: <c>service=~"checkout|cart"</c>.</summary>
    public override string ToString() => $"{Name}{Operator}\"{Escape(Value)}\"";

    /// <summary>The test that it makes of a label's value.</summary>
    /// <exception cref="ArgumentException">The regular expression is none, or one that takes more than linear time or much
    /// memory.</exception>
    public Func<string, bool> Compile()
    {
        if (!IsRegex)
        {
            return value => value == Value == IsEqual;
        }

        var regex = CompileRegex(Value);
        return value => IsMatch(regex, value) == IsEqual;
    }

    private static Regex CompileRegex(string pattern)
    {
        try
        {
            // Without backtracking no pattern takes exponential time. It means the whole value, as in Alertmanager.
            const RegexOptions Options =
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
            _ = new Regex(pattern, Options); // alone, so that no bracket of it closes ours
            return new Regex($@"\A(?:{pattern})\z", Options, MatchTimeout);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(
                "Look-around, back references and very large repetitions are not supported.",
                nameof(pattern),
                e
            );
        }
    }

    /// <summary>A value that takes too long is not matched: a silence must not hold back what it does not clearly mean.</summary>
    private static bool IsMatch(Regex regex, string value)
    {
        try
        {
            return regex.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string Escape(string value) =>
        new StringBuilder(value).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").ToString();
}
