using Monolith.Platform.Language;

namespace Monolith.Explore.Sampling;

/// <summary>Where records lie in time, to the interval: how many there are in each, taken as evenly spread within it.</summary>
internal sealed class RecordTimes
{
    private readonly (TimeRange Range, long Before, long Rows)[] _intervals;

    /// <param name="intervals">In the order of time; those without records may be left out.</param>
    /// <param name="extent">The time that is meant. Intervals go beyond its ends, their records do not: whoever asks up to now is in
    /// the midst of one.</param>
    public RecordTimes(IEnumerable<(TimeRange Range, long Rows)> intervals, TimeRange extent)
    {
        var before = 0L;
        _intervals =
        [
            .. intervals.Select(interval =>
            {
                before += interval.Rows;
                return (interval.Range.Intersect(extent), before - interval.Rows, interval.Rows);
            }),
        ];
        Total = before;
    }

    /// <summary>How many records there are.</summary>
    public long Total { get; }

    /// <summary>When so many of the records, counted from the oldest, are over.</summary>
    public long TimeBehind(long records)
    {
        var index = Array.FindIndex(_intervals, interval => interval.Before + interval.Rows >= records);
        var (range, before, rows) = _intervals[index < 0 ? ^1 : index];
        return range.FromUnixNano + Part(Width(range), records - before, rows);
    }

    /// <summary>How many records were written in a time.</summary>
    public long RowsIn(TimeRange range) => RowsBefore(range.ToUnixNano) - RowsBefore(range.FromUnixNano);

    private long RowsBefore(long time) =>
        _intervals.Sum(interval =>
            time <= interval.Range.FromUnixNano ? 0
            : time >= interval.Range.ToUnixNano ? interval.Rows
            : Part(interval.Rows, time - interval.Range.FromUnixNano, Width(interval.Range))
        );

    private static long Width(TimeRange range) => range.ToUnixNano - range.FromUnixNano;

    private static long Part(long whole, long share, long of) => (long)((Int128)whole * share / of);
}
