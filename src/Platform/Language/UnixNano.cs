using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Monolith.Platform.Language;

/// <summary>Nanoseconds since 1970 UTC: how records keep time.</summary>
public static class UnixNano
{
    private const int MaxChars = 64;

    /// <summary>The nanoseconds since 1970 UTC.</summary>
    public static long ToUnixNano(this DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>The time, cut to .NET's 100 nanoseconds.</summary>
    public static DateTimeOffset ToTime(long unixNano) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixNano / TimeSpan.NanosecondsPerTick);

    /// <summary>The time as <c>2026-03-04T05:06:07.123456789Z</c>: RFC 3339 with nine digits, always UTC.</summary>
    public static string ToText(long unixNano) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ToTime(unixNano).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss}.{unixNano % 1_000_000_000:000000000}Z"
        );

    /// <summary>Writes the same as <see cref="ToText"/> as UTF-8.</summary>
    /// <returns>How many bytes it takes; 0 when there is no room for them.</returns>
    public static int Format(long unixNano, Span<byte> room)
    {
        const int SecondBytes = 19;
        const int AllBytes = 30;
        if (
            room.Length < AllBytes
            || !ToTime(unixNano).UtcDateTime.TryFormat(room, out _, "s", CultureInfo.InvariantCulture)
            || !(unixNano % 1_000_000_000).TryFormat(
                room[(SecondBytes + 1)..],
                out _,
                "D9",
                CultureInfo.InvariantCulture
            )
        )
        {
            return 0;
        }

        room[SecondBytes] = (byte)'.';
        room[AllBytes - 1] = (byte)'Z';
        return AllBytes;
    }

    /// <summary>Reads an RFC 3339 time, or a number: seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by how
    /// large it is.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixNano)
    {
        unixNano = 0;
        if (text.Length is 0 or > MaxChars)
        {
            return false;
        }

        if (Utf8Parser.TryParse(text, out long number, out var read) && read == text.Length)
        {
            return TryScale(number, out unixNano);
        }

        Span<char> chars = stackalloc char[MaxChars];
        return LogTime.TryParseRfc3339(chars[..Encoding.UTF8.GetChars(text, chars)], out unixNano);
    }

    // Seconds have ten digits until the year 2286, and each finer unit has three more.
    private static bool TryScale(long number, out long unixNano)
    {
        const long Seconds = 100_000_000_000;
        var factor = number switch
        {
            < 0 => 0,
            < Seconds => 1_000_000_000,
            < Seconds * 1_000 => 1_000_000,
            < Seconds * 1_000_000 => 1_000,
            _ => 1,
        };
        var scaled = (Int128)number * factor;
        unixNano = scaled < TimeRange.Everything.ToUnixNano ? (long)scaled : 0;
        return unixNano > 0;
    }
}
