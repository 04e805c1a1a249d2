using System.Globalization;
using System.Text.Json;

namespace Monolith.Audit.Canonical;

/// <summary>Numbers as ECMAScript writes them: the shortest digits that read back as the same double, laid out by its rules.</summary>
internal static class CanonicalNumber
{
    private const int MaxPlainExponent = 21;
    private const int MinPlainExponent = -6;

    /// <summary>The text of a number.</summary>
    /// <exception cref="JsonException">It is infinite or no number.</exception>
    public static string Of(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException("JSON has no infinite numbers.");
        }

        if (value == 0)
        {
            return "0"; // the negative zero too
        }

        var (digits, point) = Shortest(Math.Abs(value));
        return (value < 0 ? "-" : "") + Lay(digits, point);
    }

    /// <summary>The digits without zeros at either end, and where the point stands: 0.DIGITS times ten to the power of it.</summary>
    private static (string Digits, int Point) Shortest(double value)
    {
        // The runtime finds the shortest digits; how it lays them out differs from ECMAScript.
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var exponent =
            e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        return (digits.TrimEnd('0'), point - (all.Length - digits.Length));
    }

    private static string Lay(string digits, int point)
    {
        if (point is > MaxPlainExponent or <= MinPlainExponent)
        {
            var exponent = (point - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
            return digits.Length == 1 ? $"{digits}e{exponent}" : $"{digits[0]}.{digits[1..]}e{exponent}";
        }

        return point <= 0 ? "0." + new string('0', -point) + digits
            : point >= digits.Length ? digits.PadRight(point, '0')
            : $"{digits[..point]}.{digits[point..]}";
    }
}
