namespace Monolith.Platform.Syslog;

/// <summary>What times without a year and a zone are to be understood by.</summary>
/// <param name="Now">When the message was received.</param>
/// <param name="Zone">The zone of its sender.</param>
public readonly record struct SyslogClock(DateTimeOffset Now, TimeZoneInfo Zone)
{
    // The sender's clock may be ahead of ours. Beyond that, a time that seems to come belongs to the year before.
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    /// <summary>The moment that a time of the sender's zone means: nanoseconds since 1970 UTC.</summary>
    /// <param name="year">The year, or 0 when the sender does not say.</param>
    /// <param name="month">1 to 12.</param>
    /// <param name="day">The day of the month.</param>
    /// <param name="time">The time of the day.</param>
    /// <param name="isUtc">Whether the sender says that it is UTC.</param>
    /// <param name="unixNano">The moment.</param>
    /// <returns>False when there is no such day.</returns>
    public bool TryResolve(int year, int month, int day, TimeSpan time, bool isUtc, out long unixNano)
    {
        if (year > 0)
        {
            return TryConvert(year, month, day, time, isUtc, out unixNano);
        }

        // The latest of those that are not to come: on New Year's Eve the sender may be in the next year already.
        var thisYear = Now.UtcDateTime.Year;
        var latest = UnixNano(Now.UtcDateTime + MostAhead);
        for (year = thisYear + 1; year >= thisYear - 1; year--)
        {
            if (TryConvert(year, month, day, time, isUtc, out unixNano) && unixNano <= latest)
            {
                return true;
            }
        }

        unixNano = 0;
        return false;
    }

    private bool TryConvert(int year, int month, int day, TimeSpan time, bool isUtc, out long unixNano)
    {
        unixNano = 0;
        if (year is < 1970 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var local = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified) + time;
        unixNano = UnixNano(isUtc ? local : local - Zone.GetUtcOffset(local));
        return unixNano > 0;
    }

    private static long UnixNano(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
}
