using System.Text.RegularExpressions;

namespace Monolith.Healing.Policies;

/// <summary>Text that takes values from the labels of an alert: <c>{{ $labels.service }}</c>.</summary>
internal static partial class LabelTemplate
{
    /// <summary>What is wrong with a text; null when nothing is.</summary>
    public static string? FindMistake(string text) =>
        Value().Replace(text, "").Contains("{{", StringComparison.Ordinal)
            ? $"'{text}' may only have {{{{ $labels.NAME }}}} between double braces."
            : null;

    /// <summary>Puts the values in.</summary>
    /// <returns>False when the alert lacks a label. Nothing may stand for it: an empty name could mean everything.</returns>
    public static bool TryExpand(string text, IReadOnlyDictionary<string, string> labels, out string expanded)
    {
        var isComplete = true;
        expanded = Value()
            .Replace(
                text,
                match =>
                {
                    var value = labels.GetValueOrDefault(match.Groups["label"].Value, "");
                    isComplete &= value.Length > 0;
                    return value;
                }
            );
        return isComplete;
    }

    [GeneratedRegex(
        @"\{\{\s*\$labels\.(?<label>[a-zA-Z_][a-zA-Z0-9_.]*)\s*\}\}",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex Value();
}
