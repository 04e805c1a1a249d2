using System.Globalization;
using System.Text;

namespace Monolith.Platform.Language;

/// <summary>A length of time as a person writes it: <c>15m</c>, <c>1h30m</c>, <c>7d</c>, <c>500ms</c>.</summary>
public static class LogSpan
{
    /// <summary>What may be written, for messages.</summary>
    public const string Syntax = "numbers with the units ms, s, m, h, d and w, such as 15m or 1h30m";

    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerMillisecond = 1_000_000;
    private const int MaxDigits = 9;

    // Two centuries: more than records can be apart, and little enough to be added to any time of theirs.
    private const long MaxNanos = 200L * 365 * 86_400 * NanosPerSecond;

    /// <summary>Reads what a person wrote. False when it is no length of time, or longer than two centuries.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanos)
    {
        nanos = 0;
        for (var rest = text; !rest.IsEmpty; )
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MaxDigits || !TryReadUnit(rest[digits..], out var unit, out var length))
            {
                return false;
            }

            var sum = nanos + (Int128)int.Parse(rest[..digits], CultureInfo.InvariantCulture) * unit;
            if (sum > MaxNanos)
            {
                return false;
            }

            nanos = (long)sum;
            rest = rest[(digits + length)..];
        }

        return !text.IsEmpty;
    }

    /// <summary>The length as a person would write it. What it has beyond whole milliseconds is cut off.</summary>
    public static string ToText(long nanos)
    {
        var text = new StringBuilder();
        foreach (
            var (unit, length) in (ReadOnlySpan<(string, long)>)
                [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
        )
        {
            var count = nanos / NanosPerMillisecond / length;
            nanos -= count * length * NanosPerMillisecond;
            text.Append(count > 0 ? $"{count}{unit}" : "");
        }

        return text.Length > 0 ? text.ToString() : "0s";
    }

    private static bool TryReadUnit(ReadOnlySpan<char> text, out long nanos, out int length)
    {
        length = text.StartsWith("ms", StringComparison.Ordinal) ? 2 : 1;
        nanos = text[..length] switch
        {
            "ms" => NanosPerSecond / 1000,
            "s" => NanosPerSecond,
            "m" => 60 * NanosPerSecond,
            "h" => 3_600 * NanosPerSecond,
            "d" => 86_400 * NanosPerSecond,
            "w" => 7 * 86_400 * NanosPerSecond,
            _ => 0,
        };
        return nanos > 0;
    }
}
