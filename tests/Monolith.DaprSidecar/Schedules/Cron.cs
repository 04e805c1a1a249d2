using System.Diagnostics.CodeAnalysis;

namespace Monolith.DaprSidecar.Schedules;

/// <summary>A cron expression: seconds (which may be left out), minutes, hours, days, months, days of the week.</summary>
internal sealed class Cron : Schedule
{
    private static readonly (int Min, int Max)[] Ranges = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
    private static readonly string[] Months =
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
    ];
    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>A day that never comes, such as 30 February, is looked for this long.</summary>
    private const int YearsAhead = 5;

    private readonly HashSet<int>[] _fields;
    private readonly bool _hasDay;
    private readonly bool _hasWeekday;

    private Cron(HashSet<int>[] fields, bool hasDay, bool hasWeekday) =>
        (_fields, _hasDay, _hasWeekday) = (fields, hasDay, hasWeekday);

    public static bool TryParse(string text, [NotNullWhen(true)] out Cron? cron)
    {
        cron = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        parts = parts.Length == 5 ? ["0", .. parts] : parts;
        if (parts.Length != 6)
        {
            return false;
        }

        var fields = new HashSet<int>[6];
        for (var index = 0; index < 6; index++)
        {
            fields[index] = [];
            if (!parts[index].Split(',').All(part => TryAdd(part, index, fields[index])))
            {
                return false;
            }
        }

        cron = new Cron(fields, parts[3] is not ("*" or "?"), parts[5] is not ("*" or "?"));
        return true;
    }

    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var time = new DateTimeOffset(
            after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerSecond),
            TimeSpan.Zero
        ).AddSeconds(1);
        var end = time.AddYears(YearsAhead);
        while (time < end)
        {
            if (!_fields[4].Contains(time.Month) || !MatchesDay(time))
            {
                time = time.AddDays(1) - time.TimeOfDay;
            }
            else if (!_fields[2].Contains(time.Hour))
            {
                time = time.AddHours(1).AddMinutes(-time.Minute).AddSeconds(-time.Second);
            }
            else if (!_fields[1].Contains(time.Minute))
            {
                time = time.AddMinutes(1).AddSeconds(-time.Second);
            }
            else if (!_fields[0].Contains(time.Second))
            {
                time = time.AddSeconds(1);
            }
            else
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>Where both the day and the day of the week are given, one of them is enough.</summary>
    private bool MatchesDay(DateTimeOffset time)
    {
        var (day, weekday) = (_fields[3].Contains(time.Day), _fields[5].Contains((int)time.DayOfWeek));
        return _hasDay && _hasWeekday ? day || weekday : day && weekday;
    }

    /// <summary>One of <c>*</c>, <c>5</c>, <c>1-5</c>, each with or without a step.</summary>
    private static bool TryAdd(string part, int field, HashSet<int> values)
    {
        var (min, max) = Ranges[field];
        var step = 1;
        if (part.Split('/') is [var range, var every])
        {
            if (!int.TryParse(every, out step) || step <= 0)
            {
                return false;
            }

            // `5/10` begins at 5 and goes on to the end.
            part = range is "*" or "?" || range.Contains('-') ? range : $"{range}-{max}";
        }

        if (part is not ("*" or "?"))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], field, out min) || !TryNumber(ends[^1], field, out max))
            {
                return false;
            }
        }

        for (var value = min; value <= max; value += step)
        {
            values.Add(value);
        }

        return min >= Ranges[field].Min && max <= Ranges[field].Max && min <= max;
    }

    private static bool TryNumber(string text, int field, out int number)
    {
        number = field switch
        {
            4 => Array.IndexOf(Months, text.ToLowerInvariant()) + 1,
            5 => Array.IndexOf(Weekdays, text.ToLowerInvariant()),
            _ => -1,
        };
        return number > (field == 4 ? 0 : -1) || int.TryParse(text, out number);
    }
}
