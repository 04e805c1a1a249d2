using System.Globalization;
using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Alerting.Rules;

/// <summary>Reads the filter of a rule.</summary>
internal static class RuleFilters
{
    /// <summary>The filter as it is asked.</summary>
    /// <param name="filter">As it was written; null for all records.</param>
    /// <param name="error">What is wrong with it; null when nothing is.</param>
    public static LogFilter Read(RuleFilter? filter, out string? error)
    {
        error = null;
        if (filter is null)
        {
            return LogFilter.All;
        }

        var severity = SeverityOf(filter.Severity);
        if (severity is null)
        {
            error = "severity must be trace, debug, info, warn, error, fatal, or a number from 1 to 24.";
        }

        var terms = filter.Text is null ? [] : BodyTerm.Parse(filter.Text, out error);
        return new LogFilter
        {
            Services = filter.Services ?? [],
            MinimumSeverity = severity ?? SeverityNumber.Unspecified,
            Body = terms,
            Attributes = [.. (filter.Attributes ?? NoAttributes).Select(a => new AttributeMatch(a.Key, a.Value))],
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> NoAttributes { get; } = new(StringComparer.Ordinal);

    private static SeverityNumber? SeverityOf(string? text)
    {
        if (text is null)
        {
            return SeverityNumber.Unspecified;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is >= 1 and <= 24 ? (SeverityNumber)number : null;
        }

        var severity = SeverityNames.Parse(Encoding.UTF8.GetBytes(text));
        return severity == SeverityNumber.Unspecified ? null : severity;
    }
}
