using System.Globalization;
using Monolith.Platform.Problems;

namespace Monolith.Explore.Sql;

/// <summary>How long all queries of one request may take together.</summary>
internal sealed class TimeBound(TimeSpan bound, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>When the request came: what <c>now</c> means in it.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>How long the request has been searching.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>The settings that make the engine stop the next query when the time is up.</summary>
    /// <exception cref="TooSlowException">It is up already.</exception>
    public IReadOnlyDictionary<string, string> AsSettings(IReadOnlyDictionary<string, string> others)
    {
        var left = bound - Elapsed;
        if (left <= TimeSpan.Zero)
        {
            throw QueryFailures.TooSlow();
        }

        return new Dictionary<string, string>(others, StringComparer.Ordinal)
        {
            ["max_execution_time"] = Math.Ceiling(left.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
    }
}
