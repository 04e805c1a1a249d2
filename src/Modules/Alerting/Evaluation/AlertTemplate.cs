using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Monolith.Alerting.Evaluation;

/// <summary>A text with places for the labels and the value of an alert, a small part of what Prometheus allows:
/// <c>{{ $labels.service }}</c>, <c>{{ $value }}</c>, <c>{{ $value | humanizePercentage }}</c>.</summary>
/// <remarks>Values are put in as they are and never read as templates, whatever stands in them. Who writes the text into HTML or
/// a header must escape it there.</remarks>
internal static partial class AlertTemplate
{
    private const int MaxLength = 4_000;
    private const int MaxValueLength = 500;

    private static readonly Dictionary<string, Func<double, string>> Functions = new(StringComparer.Ordinal)
    {
        ["humanize"] = Humanize.Number,
        ["humanizePercentage"] = Humanize.Percentage,
        ["humanizeDuration"] = Humanize.Duration,
    };

    /// <summary>Puts labels and value in. What is not there is empty; a text that gets too long is cut off.</summary>
    public static string Expand(string template, IReadOnlyDictionary<string, string> labels, double value)
    {
        var text = new StringBuilder();
        var end = 0;
        foreach (Match place in Places().Matches(template))
        {
            text.Append(template, end, place.Index - end).Append(ValueOf(place, labels, value));
            end = place.Index + place.Length;
        }

        text.Append(template, end, template.Length - end);
        return Cut(text.ToString(), MaxLength);
    }

    /// <summary>What is wrong with a template; null when nothing is.</summary>
    public static string? FaultOf(string template)
    {
        var rest = Places().Replace(template, place => IsKnown(place.Groups["function"].Value) ? "" : "{{");
        return rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal)
            ? "There may be {{ $labels.NAME }} and {{ $value }} in it, followed by | humanize, humanizePercentage or "
                + "humanizeDuration."
            : null;
    }

    /// <summary>Whether the value stands in the template.</summary>
    public static bool HasValue(string template) =>
        Places().Matches(template).Any(place => !place.Groups["label"].Success);

    private static string ValueOf(Match place, IReadOnlyDictionary<string, string> labels, double value)
    {
        var text = place.Groups["label"] is { Success: true } label
            ? Cut(labels.GetValueOrDefault(label.Value, ""), MaxValueLength)
            : value.ToString("G6", CultureInfo.InvariantCulture);
        if (
            !place.Groups["function"].Success
            || !Functions.TryGetValue(place.Groups["function"].Value, out var function)
        )
        {
            return text;
        }

        // A label that is no number stays as it is: an alert without a text helps nobody.
        var number = place.Groups["label"].Success ? double.NaN : value;
        return double.IsNaN(number) && !double.TryParse(text, CultureInfo.InvariantCulture, out number)
            ? text
            : function(number);
    }

    private static bool IsKnown(string function) => function.Length == 0 || Functions.ContainsKey(function);

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        // Half a surrogate pair is no text.
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
    }

    [GeneratedRegex(
        @"\{\{-? *(?:\$labels\.(?<label>[a-zA-Z_][a-zA-Z0-9_]*)|\$value) *(?:\| *(?<function>[a-zA-Z0-9]+) *)?-?\}\}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Places();
}
