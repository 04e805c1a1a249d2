using Microsoft.AspNetCore.Http;
using Monolith.Explore.Histogram;
using Monolith.Explore.Parameters;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;

namespace Monolith.Explore.Services;

/// <summary>The whole minutes that a range lies in, which is what roll-ups know, and the intervals of charts of it.</summary>
/// <param name="Range">From the beginning of a minute to the end of one.</param>
/// <param name="Bound">How long all questions about it may take.</param>
internal sealed record Minutes(TimeRange Range, TimeBound Bound)
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long SecondsPerMinute = 60;
    private const long NanosPerMinute = SecondsPerMinute * NanosPerSecond;

    private static readonly TimeSpan Unasked = TimeSpan.FromHours(1);

    /// <summary>The length of the intervals: whole minutes.</summary>
    public long IntervalSeconds { get; } = Math.Max(SecondsPerMinute, Intervals.Choose(Range));

    /// <summary>Where the range begins.</summary>
    public string From => UnixNano.ToText(Range.FromUnixNano);

    /// <summary>Where it ends.</summary>
    public string To => UnixNano.ToText(Range.ToUnixNano);

    /// <summary>Reads <c>from</c> and <c>to</c>; without them, the last hour.</summary>
    /// <exception cref="FluentValidation.ValidationException">They are wrong.</exception>
    public static Minutes Read(HttpContext http, TimeSpan maxExecutionTime, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var parameters = new QueryParameters(http.Request.QueryString, ["from", "to"]);
        var from = parameters.Time("from")?.Resolve(now) ?? (now - Unasked).ToUnixNano();
        var to = (parameters.Time("to") ?? LogTime.Now).Resolve(now);
        if (from >= to)
        {
            parameters.Fail("from", "from must lie before to.");
        }

        parameters.ThrowIfWrong();
        var range = new TimeRange(
            from - from % NanosPerMinute,
            to + (NanosPerMinute - to % NanosPerMinute) % NanosPerMinute
        );
        return new Minutes(range, new TimeBound(maxExecutionTime, clock));
    }

    /// <summary>Where an interval begins.</summary>
    /// <param name="number">Its number, counted from 1970.</param>
    public string TimeOf(long number) => UnixNano.ToText(number * IntervalSeconds * NanosPerSecond);
}
