using Monolith.DaprSidecar.Resiliency;

namespace Monolith.DaprSidecar.Schedules;

/// <summary>When something happens again and again: cron with five or six fields, <c>@every 5m</c>, <c>@hourly</c> and the like. In UTC.</summary>
internal abstract class Schedule
{
    /// <summary>The first moment after the given one; null when there is none.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    public static bool TryParse(string text, out Schedule schedule)
    {
        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            var isDuration =
                Durations.TryParse(text["@every ".Length..].Trim(), out var interval) && interval > TimeSpan.Zero;
            schedule = new Interval(interval);
            return isDuration;
        }

        var cron = text switch
        {
            "@yearly" or "@annually" => "0 0 0 1 1 *",
            "@monthly" => "0 0 0 1 * *",
            "@weekly" => "0 0 0 * * 0",
            "@daily" or "@midnight" => "0 0 0 * * *",
            "@hourly" => "0 0 * * * *",
            _ => text,
        };
        var isCron = Cron.TryParse(cron, out var parsed);
        schedule = parsed!;
        return isCron;
    }

    private sealed class Interval(TimeSpan length) : Schedule
    {
        public override DateTimeOffset? Next(DateTimeOffset after) => after + length;
    }
}
