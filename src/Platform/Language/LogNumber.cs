using System.Globalization;

namespace Monolith.Platform.Language;

/// <summary>Numbers as texts have them: <c>500</c>, <c>-1.5</c>, <c>1e3</c>; finite, and nothing around them.</summary>
public static class LogNumber
{
    private const NumberStyles Plain =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a number. These are the texts that the engine's toFloat64OrNull makes a finite number of.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, Plain, CultureInfo.InvariantCulture, out number)
        && IsGood(number, text.IsEmpty || text[^1] == 0);

    /// <summary>The same of bytes of UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number) =>
        double.TryParse(text, Plain, CultureInfo.InvariantCulture, out number)
        && IsGood(number, text.IsEmpty || text[^1] == 0);

    /// <summary>The number as it is always written.</summary>
    public static string ToText(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    // .NET passes over zero bytes at the end.
    private static bool IsGood(double number, bool endsInZero) => double.IsFinite(number) && !endsInZero;
}
