using Monolith.Explore.Contracts;
using Monolith.Explore.Sql;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Measure;

/// <summary>What can answer.</summary>
internal enum MeasureSource
{
    /// <summary>The records: everything, at the price of reading them.</summary>
    Records,

    /// <summary>The roll-up of counts: records and severities by service.</summary>
    Counts,

    /// <summary>The roll-up of requests: statuses and durations by service, route and class of status.</summary>
    Requests,
}

/// <summary>Chooses what answers a question.</summary>
internal static class MeasureSources
{
    // A roll-up makes the window up to a minute longer, so that it begins with a whole one: that must be little of it.
    private static readonly TimeSpan ShortestRolledUp = TimeSpan.FromMinutes(5);

    // A minute more than was asked for must not change a count by much.
    private static readonly TimeSpan ShortestRolledUpCount = TimeSpan.FromMinutes(10);

    /// <summary>The cheapest source that knows all that is asked about.</summary>
    public static MeasureSource Choose(MeasureLogs request, Steps steps)
    {
        var isPlain =
            request.Filter.ToCondition().IsAnsweredByCounts() && request is { Having.Count: 0, AnyPhrase.Count: 0 };
        var isNearMinutes = steps.AreWholeMinutes || (steps.Count == 1 && request.Window >= ShortestRolledUp);
        if (!isPlain || !isNearMinutes)
        {
            return MeasureSource.Records;
        }

        if (
            IsKnownToCounts(request, steps)
            && request.GroupBy.All(name => LabelSql.IsKnownTo(name, MeasureSource.Counts))
        )
        {
            return MeasureSource.Counts;
        }

        return
            IsKnownToRequests(request) && request.GroupBy.All(name => LabelSql.IsKnownTo(name, MeasureSource.Requests))
            ? MeasureSource.Requests
            : MeasureSource.Records;
    }

    private static bool IsKnownToCounts(MeasureLogs request, Steps steps) =>
        request.Measure.Kind switch
        {
            MeasureKind.Count => steps.AreWholeMinutes || request.Window >= ShortestRolledUpCount,
            MeasureKind.Rate or MeasureKind.RecordErrorShare or MeasureKind.SinceLast => true,
            _ => false,
        };

    private static bool IsKnownToRequests(MeasureLogs request) =>
        request.Filter.MinimumSeverity == SeverityNumber.Unspecified
        && request.Measure.Kind switch
        {
            MeasureKind.RequestErrorShare => true,
            MeasureKind.DurationQuantile => RequestDurations.Knows(request.Measure.Quantile),
            _ => false,
        };
}
