using System.Buffers.Text;

namespace Monolith.Processing.Parsing.Formats;

/// <summary>The times of web servers: <c>10/Oct/2026:13:55:36 -0700</c>, <c>2026/10/10 13:55:36</c> (taken as UTC, as nginx's error
/// log has no zone), <c>Sat Oct 10 13:55:36.123456 2026</c> (the same, of Apache's).</summary>
internal static class AccessLogTime
{
    private const int NameLength = 3;

    private static ReadOnlySpan<byte> Months => "janfebmaraprmayjunjulaugsepoctnovdec"u8;

    /// <summary>Reads a time of an access log.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        return text.Length == 26
            && text[2] == (byte)'/'
            && text[6] == (byte)'/'
            && text[11] == (byte)':'
            && text[20] == (byte)' '
            && TryReadMonth(text[3..6], out var month)
            && TryReadNumber(text[..2], out var day)
            && TryReadNumber(text[7..11], out var year)
            && TryReadOffset(text[21..], out var offset)
            && TryMake(year, month, day, text[12..20], offset, out unixNano);
    }

    /// <summary>Reads a time of nginx's error log.</summary>
    public static bool TryReadSlashed(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        return text.Length == 19
            && text[4] == (byte)'/'
            && text[7] == (byte)'/'
            && text[10] == (byte)' '
            && TryReadNumber(text[..4], out var year)
            && TryReadNumber(text[5..7], out var month)
            && TryReadNumber(text[8..10], out var day)
            && TryMake(year, month, day, text[11..], default, out unixNano);
    }

    /// <summary>Reads a time of Apache's error log.</summary>
    public static bool TryReadWithDayOfWeek(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        return text.Length >= 24
            && text[7] == (byte)' '
            && text[10] == (byte)' '
            && text[^5] == (byte)' '
            && TryReadMonth(text[4..7], out var month)
            && TryReadNumber(text[8..10].TrimStart((byte)' '), out var day)
            && TryReadNumber(text[^4..], out var year)
            && TryMake(year, month, day, text[11..19], default, out unixNano);
    }

    private static bool TryReadMonth(ReadOnlySpan<byte> name, out int month)
    {
        ReadOnlySpan<byte> lower = [(byte)(name[0] | 0x20), (byte)(name[1] | 0x20), (byte)(name[2] | 0x20)];
        var at = Months.IndexOf(lower);
        month = (at / NameLength) + 1;
        return at >= 0 && at % NameLength == 0;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> digits, out int number) =>
        Utf8Parser.TryParse(digits, out number, out var read) && read == digits.Length && number >= 0;

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (
            text[0] is not ((byte)'+' or (byte)'-')
            || !TryReadNumber(text[1..3], out var hours)
            || !TryReadNumber(text[3..], out var minutes)
            || hours > 23
            || minutes > 59
        )
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == (byte)'-' ? -1 : 1);
        return true;
    }

    private static bool TryMake(
        int year,
        int month,
        int day,
        ReadOnlySpan<byte> clock,
        TimeSpan offset,
        out long unixNano
    )
    {
        unixNano = 0;
        if (
            year is < 1971 or > 2260
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || clock[2] != (byte)':'
            || clock[5] != (byte)':'
            || !TryReadNumber(clock[..2], out var hour)
            || !TryReadNumber(clock[3..5], out var minute)
            || !TryReadNumber(clock[6..8], out var second)
            || hour > 23
            || minute > 59
            || second > 60
        )
        {
            return false;
        }

        var utc = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).AddSeconds(second) - offset;
        unixNano = (utc.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        return true;
    }
}
