using System.Globalization;

namespace Monolith.Platform.Language.Parsing;

/// <summary>A time as it is written in a question. It means all of the smallest thing that was written: the whole day of
/// <c>2026-03-04</c>, the whole minute of <c>2026-03-04T05:06</c>.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it is over; the same as the beginning for a time that is relative to now.</param>
internal readonly record struct Moment(LogTime Start, LogTime End)
{
    /// <summary>What may be written, for messages.</summary>
    public const string Syntax =
        "a time such as 2026-03-04, 2026-03-04T05:06, 2026-03-04T05:06:07.5Z or 2026-03-04T05:06+01:00, or now, now-15m, now-7d";

    private const long NanosPerSecond = 1_000_000_000;
    private const int DateLength = 10;
    private const int ZoneLength = 6;

    /// <summary>Reads what a person wrote. Without a zone it is UTC.</summary>
    public static bool TryParse(string text, out Moment moment)
    {
        moment = default;
        if (text.StartsWith("now", StringComparison.Ordinal))
        {
            var isTime = LogTime.TryParse(text, out var time);
            moment = new Moment(time, time);
            return isTime;
        }

        return text.Length > DateLength ? TryParseClock(text, out moment) : TryParseDate(text, out moment);
    }

    private static bool TryParseDate(string text, out Moment moment)
    {
        moment = default;
        string[] formats = ["yyyy-MM-dd", "yyyy-MM", "yyyy"];
        if (
            !DateTime.TryParseExact(
                text,
                formats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var start
            ) || start.Year is < 1970 or > 2099
        )
        {
            return false;
        }

        var end = text.Length switch
        {
            4 => start.AddYears(1),
            7 => start.AddMonths(1),
            _ => start.AddDays(1),
        };
        moment = Of(new DateTimeOffset(start).ToUnixNano(), new DateTimeOffset(end).ToUnixNano());
        return true;
    }

    private static bool TryParseClock(string text, out Moment moment)
    {
        moment = default;
        var (date, clock, zone) = (text[..DateLength], text[(DateLength + 1)..], "Z");
        if (clock.EndsWith('Z') || clock.EndsWith('z'))
        {
            clock = clock[..^1];
        }
        else if (clock.Length > ZoneLength && clock[^ZoneLength] is '+' or '-')
        {
            (clock, zone) = (clock[..^ZoneLength], clock[^ZoneLength..]);
        }

        var width = clock.Length switch
        {
            5 => 60 * NanosPerSecond,
            8 => NanosPerSecond,
            _ => NanosPerSecond / (long)Math.Pow(10, Math.Clamp(clock.Length - 9, 0, 9)),
        };
        clock = clock.Length == 5 ? $"{clock}:00" : clock;
        if (text[DateLength] is not ('T' or 't' or ' ') || !LogTime.TryParse($"{date}T{clock}{zone}", out var start))
        {
            return false;
        }

        var nanos = start.Resolve(DateTimeOffset.UnixEpoch);
        moment = Of(nanos, nanos + width);
        return true;
    }

    // The first moment that no record can have could not be written again.
    private static Moment Of(long start, long end) =>
        new(LogTime.At(start), LogTime.At(Math.Min(end, TimeRange.Everything.ToUnixNano - 1)));
}
