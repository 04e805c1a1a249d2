using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Monolith.Healing.Policies;

/// <summary>Says something about one label of an alert, as Alertmanager writes it: <c>service=~"checkout|cart"</c>. A label that
/// an alert does not have is empty.</summary>
internal sealed partial class AlertMatcher
{
    private static readonly TimeSpan RegexBound = TimeSpan.FromMilliseconds(100);

    private readonly string _label;
    private readonly bool _wanted;
    private readonly string _value;
    private readonly Regex? _regex;

    private AlertMatcher(string label, bool wanted, string value, Regex? regex) =>
        (_label, _wanted, _value, _regex) = (label, wanted, value, regex);

    /// <summary>Reads what a person wrote. False when it is no matcher.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AlertMatcher? matcher)
    {
        matcher = null;
        var parts = Syntax().Match(text ?? "");
        if (!parts.Success || !TryReadValue(parts.Groups["value"].Value, out var value))
        {
            return false;
        }

        var operation = parts.Groups["operator"].Value;
        try
        {
            // Label values come from whoever sends logs: this engine takes time in proportion to them, whatever the pattern.
            var regex = operation.EndsWith('~')
                ? new Regex(
                    $@"^(?:{value})\z",
                    RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
                    RegexBound
                )
                : null;
            matcher = new AlertMatcher(parts.Groups["label"].Value, operation[0] == '=', value, regex);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Whether every one of these matchers matches an alert.</summary>
    /// <exception cref="FormatException">One of them is none. Validated policies have no such.</exception>
    public static bool AllMatch(IReadOnlyList<string> matchers, IReadOnlyDictionary<string, string> labels) =>
        matchers.Count > 0
        && matchers.All(text =>
            TryParse(text, out var matcher)
                ? matcher.Matches(labels)
                : throw new FormatException($"'{text}' is no matcher.")
        );

    /// <summary>Whether an alert is as this says.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(_label, "");
        return (_regex?.IsMatch(value) ?? value == _value) == _wanted;
    }

    private static bool TryReadValue(string text, out string value)
    {
        value = text;
        if (!text.StartsWith('"'))
        {
            return true;
        }

        try
        {
            value = JsonSerializer.Deserialize<string>(text)!;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(
        """^\s*(?<label>[a-zA-Z_][a-zA-Z0-9_.]*)\s*(?<operator>=~|!~|!=|=)\s*(?<value>"[^\n]*"|[^\s"{},]*)\s*$""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Syntax();
}
