using System.Globalization;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Language.Parsing;

/// <summary>Numbers as they are written in a question: plain ones, and lengths of time where the field has a unit of time.</summary>
internal static class Quantity
{
    // How many of the field's own unit a millisecond is.
    private static readonly (string Suffix, decimal PerMillisecond)[] FieldUnits =
    [
        ("_ms", 1m),
        (".ms", 1m),
        ("_us", 1_000m),
        ("_ns", 1_000_000m),
        ("_seconds", 0.001m),
        (".seconds", 0.001m),
        ("_s", 0.001m),
    ];

    private static readonly (string Suffix, decimal Milliseconds)[] WrittenUnits =
    [
        ("ns", 0.000_001m),
        ("us", 0.001m),
        ("µs", 0.001m),
        ("ms", 1m),
        ("s", 1_000m),
        ("m", 60_000m),
        ("h", 3_600_000m),
        ("d", 86_400_000m),
    ];

    /// <summary>Reads a number, in the unit of the field.</summary>
    public static bool TryParse(string text, LogField field, out double value) =>
        LogNumber.TryParse(text, out value) || TryParseDuration(text, field, out value);

    /// <summary>True when the field's values are lengths of time.</summary>
    public static bool IsDuration(LogField field) => UnitOf(field) > 0;

    private static decimal UnitOf(LogField field) =>
        Array.Find(FieldUnits, unit => field.Name.EndsWith(unit.Suffix, StringComparison.Ordinal)).PerMillisecond;

    private static bool TryParseDuration(string text, LogField field, out double value)
    {
        value = 0;
        var perMillisecond = UnitOf(field);
        if (perMillisecond == 0)
        {
            return false;
        }

        // The longest unit that fits: "ms" and not "s".
        var unit = WrittenUnits.FirstOrDefault(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        if (
            unit.Suffix is not null
            && text.Length - unit.Suffix.Length <= 15
            && decimal.TryParse(
                text[..^unit.Suffix.Length],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var count
            )
        )
        {
            value = Math.Round((double)count * (double)(unit.Milliseconds * perMillisecond), 9);
            return true;
        }

        if (LogSpan.TryParse(text, out var nanos))
        {
            value = (double)(nanos / 1_000_000m * perMillisecond);
            return true;
        }

        return false;
    }
}
