using Monolith.Explore.Contracts;

namespace Monolith.Explore.Measure;

/// <summary>Measures what depends on when something was first or last seen. The rows of a group tell it: each has the times of
/// some of its records, they do not overlap, and no window begins or ends within one.</summary>
/// <param name="steps">The moments.</param>
/// <param name="reachNanos">How far back something counts as seen.</param>
internal sealed class Sightings(Steps steps, long reachNanos)
{
    /// <summary>How many seconds before each moment the last record of the group was written; nothing where there was none.</summary>
    public IEnumerable<Measurement> SinceLast(IReadOnlyDictionary<string, string> labels, IEnumerable<SightingRow> rows)
    {
        var seen = rows.OrderBy(row => row.First).ToList();
        var before = 0; // so many were seen before the moment
        for (var step = 0; step < steps.Count; step++)
        {
            var at = steps.MomentOf(step);
            before = Pass(seen, before, at);
            if (before > 0 && seen[before - 1].Last >= at - reachNanos)
            {
                // A roll-up knows the minute only, and the minute may not be over yet.
                var nanos = Math.Max(0, at - seen[before - 1].Last);
                yield return new Measurement(steps.At(step), labels, nanos / 1e9, 1);
            }
        }
    }

    /// <summary>How often the group was seen in the window of each moment, where it was not seen before the window.</summary>
    public IEnumerable<Measurement> NewIn(IReadOnlyDictionary<string, string> labels, IEnumerable<SightingRow> rows)
    {
        var seen = rows.OrderBy(row => row.First).ToList();
        var (outside, before) = (0, 0); // so many were seen before the window, and before the moment
        for (var step = 0; step < steps.Count; step++)
        {
            var at = steps.MomentOf(step);
            outside = Pass(seen, outside, at - steps.WindowNanos);
            before = Pass(seen, before, at);
            var isOld = outside > 0 && seen[outside - 1].Last >= at - reachNanos;
            if (before > outside && !isOld)
            {
                var samples = seen.Take(outside..before).Sum(row => row.Samples);
                yield return new Measurement(steps.At(step), labels, samples, samples);
            }
        }
    }

    private static int Pass(List<SightingRow> seen, int next, long moment)
    {
        while (next < seen.Count && seen[next].First < moment)
        {
            next++;
        }

        return next;
    }
}
