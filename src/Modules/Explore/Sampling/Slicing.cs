using Monolith.Platform.Language;

namespace Monolith.Explore.Sampling;

/// <summary>Chooses slices of a time that stand for all of it.</summary>
internal static class Slicing
{
    // Slices that are spread over the time show what was different at its ends; small ones read as much as large ones do,
    // because records lie together in steps of five minutes.
    private const int MaxSlices = 8;
    private const long MinRowsOfSlice = 30_000;

    private const long NanosPerStep = 5L * 60 * 1_000_000_000;

    // So little would be left out that it is not worth a guess.
    private const double NearlyAll = 0.8;

    /// <summary>Slices with about so many records together. The newest records are in the last one.</summary>
    /// <param name="times">Where the records lie; at least one.</param>
    /// <param name="extent">The time that is meant.</param>
    /// <param name="maxRows">How many records are wanted.</param>
    public static LogSample Choose(RecordTimes times, TimeRange extent, long maxRows)
    {
        var count = Math.Clamp(maxRows / MinRowsOfSlice, 1, MaxSlices);
        var slices = new List<TimeRange>();
        for (var i = 1; i <= count; i++)
        {
            var end = (long)((Int128)times.Total * i / count);
            var slice = InSteps(new TimeRange(times.TimeBehind(end - maxRows / count), times.TimeBehind(end)))
                .Intersect(extent);
            slice =
                slices.Count == 0
                    ? slice
                    : slice with
                    {
                        FromUnixNano = Math.Max(slice.FromUnixNano, slices[^1].ToUnixNano),
                    };
            if (!slice.IsEmpty)
            {
                slices.Add(slice);
            }
        }

        var share = (double)slices.Sum(times.RowsIn) / times.Total;
        return share is > 0 and < NearlyAll ? new LogSample(slices, share) : LogSample.Whole(extent);
    }

    /// <summary>A wide slice takes whole steps, because the engine reads whole steps anyway.</summary>
    private static TimeRange InSteps(TimeRange slice)
    {
        var steps = (slice.ToUnixNano - slice.FromUnixNano + NanosPerStep / 2) / NanosPerStep;
        if (steps == 0)
        {
            return slice;
        }

        var end = (slice.ToUnixNano + NanosPerStep - 1) / NanosPerStep * NanosPerStep;
        return new TimeRange(end - steps * NanosPerStep, end);
    }
}
