using System.Globalization;

namespace Monolith.Platform.Language;

/// <summary>Nanoseconds since 1970 UTC: how records keep time.</summary>
public static class UnixNano
{
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
}
