using System.Buffers.Text;

namespace Monolith.Platform.Json;

/// <summary>Reads the times that loggers write. The forms are listed in docs/ingest/fields.md.</summary>
public static class TimeText
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long MaxSeconds = long.MaxValue / NanosecondsPerSecond;
    private const int SecondsPerDay = 86_400;

    /// <summary>Reads a time as text or as a number since 1970.</summary>
    /// <param name="text">The value, without quotes.</param>
    /// <param name="unixNano">
    /// Nanoseconds since 1970 UTC, from 1 to <see cref="long.MaxValue"/>: a time outside is moved to that bound, where it
    /// fails the checks of age, and is not mistaken for no time at all.
    /// </param>
    public static bool TryRead(ReadOnlySpan<byte> text, out long unixNano)
    {
        // A date has its first dash after four digits; a number has none there.
        return text.Length > 4 && text[4] == (byte)'-'
            ? TryReadDate(text, out unixNano)
            : TryReadNumber(text, out unixNano);
    }

    private static bool TryReadDate(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        if (
            text.Length < 19
            || text[7] != (byte)'-'
            || (text[10] | 0x20) is not ((byte)'t' or (byte)' ')
            || text[13] != (byte)':'
            || text[16] != (byte)':'
            || !TryReadTwo(text, 0, out var century)
            || !TryReadTwo(text, 2, out var yearOfCentury)
            || !TryReadTwo(text, 5, out var month)
            || !TryReadTwo(text, 8, out var day)
            || !TryReadTwo(text, 11, out var hour)
            || !TryReadTwo(text, 14, out var minute)
            || !TryReadTwo(text, 17, out var second)
        )
        {
            return false;
        }

        var year = (century * 100) + yearOfCentury;

        // Second 60 is a leap second; it counts as the first of the next minute.
        if (
            year == 0
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 60
        )
        {
            return false;
        }

        var rest = text[19..];
        if (!TryReadFraction(ref rest, out var nanoseconds) || !TryReadOffset(rest, out var offsetSeconds))
        {
            return false;
        }

        var seconds =
            (DaysSince1970(year, month, day) * SecondsPerDay) + (hour * 3600) + (minute * 60) + second - offsetSeconds;
        unixNano = ToUnixNano(seconds, nanoseconds);
        return true;
    }

    private static bool TryReadTwo(ReadOnlySpan<byte> text, int at, out int value)
    {
        var tens = (uint)(text[at] - '0');
        var ones = (uint)(text[at + 1] - '0');
        value = (int)((tens * 10) + ones);
        return tens <= 9 && ones <= 9;
    }

    // A point or, as ISO 8601 and Python's logging write it, a comma. Digits after the ninth are below a nanosecond.
    private static bool TryReadFraction(ref ReadOnlySpan<byte> rest, out int nanoseconds)
    {
        nanoseconds = 0;
        if (rest.IsEmpty || rest[0] is not ((byte)'.' or (byte)','))
        {
            return true;
        }

        var digits = 0;
        rest = rest[1..];
        while (digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'9')
        {
            if (digits < 9)
            {
                nanoseconds = (nanoseconds * 10) + rest[digits] - '0';
            }

            digits++;
        }

        for (var i = digits; i < 9; i++)
        {
            nanoseconds *= 10;
        }

        rest = rest[digits..];
        return digits > 0;
    }

    // Z, +02:00, +0200, +02, each with a space before it or not; nothing means UTC.
    private static bool TryReadOffset(ReadOnlySpan<byte> rest, out int seconds)
    {
        seconds = 0;
        rest = rest.TrimStart((byte)' ');
        if (rest.IsEmpty || (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z') || rest.SequenceEqual("UTC"u8))
        {
            return true;
        }

        if (rest[0] is not ((byte)'+' or (byte)'-') || rest.Length < 3 || !TryReadTwo(rest, 1, out var hours))
        {
            return false;
        }

        var minutes = 0;
        var hasMinutes =
            rest.Length == 3
            || (rest.Length == 5 && TryReadTwo(rest, 3, out minutes))
            || (rest.Length == 6 && rest[3] == (byte)':' && TryReadTwo(rest, 4, out minutes));
        seconds = ((hours * 3600) + (minutes * 60)) * (rest[0] == (byte)'-' ? -1 : 1);
        return hasMinutes && hours <= 23 && minutes <= 59;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, out long unixNano)
    {
        if (Utf8Parser.TryParse(text, out long whole, out var read))
        {
            var rest = text[read..];
            if (TryReadFraction(ref rest, out var billionths) && rest.IsEmpty)
            {
                unixNano = FromNumber(whole, whole < 0 || text[0] == (byte)'-' ? 0 : billionths);
                return true;
            }
        }

        // 1.7e9: nobody's default, but still a number.
        if (double.TryParse(text, out var number) && double.IsFinite(number) && Math.Abs(number) < long.MaxValue)
        {
            var floor = Math.Floor(number);
            unixNano = FromNumber((long)floor, (int)((number - floor) * NanosecondsPerSecond));
            return true;
        }

        unixNano = 0;
        return false;
    }

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds: a number of today tells by its size.</summary>
    /// <param name="whole">The number's whole part.</param>
    /// <param name="billionths">Its fraction, in billionths of its unit.</param>
    public static long FromNumber(long whole, int billionths) =>
        whole switch
        {
            < 0 => 1,
            < 100_000_000_000 => ToUnixNano(whole, billionths),
            < 100_000_000_000_000 => ToUnixNano(whole / 1000, (whole % 1000 * 1_000_000) + (billionths / 1000)),
            < 100_000_000_000_000_000 => ToUnixNano(
                whole / 1_000_000,
                (whole % 1_000_000 * 1000) + (billionths / 1_000_000)
            ),
            _ => whole,
        };

    private static long ToUnixNano(long seconds, long nanoseconds) =>
        seconds switch
        {
            < 0 => 1,
            >= MaxSeconds => long.MaxValue,
            _ => Math.Max(1, (seconds * NanosecondsPerSecond) + nanoseconds),
        };

    // Howard Hinnant's civil-from-days turned round: years begin in March, so that the leap day is a year's last.
    private static long DaysSince1970(int year, int month, int day)
    {
        var shifted = month <= 2 ? year - 1 : year;
        var era = shifted / 400;
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097L) + dayOfEra - 719_468;
    }
}
