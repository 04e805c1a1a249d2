using Monolith.Explore.Histogram;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Query;

/// <summary>Questions for nothing but how many records there are, by service, severity and minute: the roll-up of counts knows.</summary>
internal static class RolledUp
{
    /// <summary>How many records the rows of a group stand for.</summary>
    public const string Count = "sum(logs)";

    private const long NanosPerMinute = 60L * 1_000_000_000;
    private const long NanosPerSecond = 1_000_000_000;

    /// <summary>Counts in the form of records, of the whole minutes of the range; and the records of the broken minutes at both
    /// ends, each of which counts as many times as it stands for records.</summary>
    /// <returns>Null when the question is for more, or about no whole minute.</returns>
    public static TenantRows? Rows(Reader reader, LogQuery query, TimeRange range, DateTimeOffset now, SqlValues values)
    {
        var (whole, ends) = Split(range);
        if (whole.IsEmpty || !query.Filter.IsAnsweredByCounts() || !AsksForCounts(query.Stages, range))
        {
            return null;
        }

        var minutes = TenantSql
            .OverCounts(reader, whole, values)
            .Where(query.Filter, now)
            .Rows("toDateTime64(minute, 9, 'UTC') AS ts, service, severity_number, logs");
        return minutes.And(
            ends.Select(end =>
                TenantSql
                    .OverLogs(reader, end, values)
                    .Where(query.Filter, now)
                    .Rows($"ts, service, severity_number, {Weights.OfRow} AS logs")
            )
        );
    }

    /// <summary>The whole minutes of a range, and what is left of it at both ends.</summary>
    public static (TimeRange Whole, IReadOnlyList<TimeRange> Ends) Split(TimeRange range)
    {
        var whole = new TimeRange(Floor(range.FromUnixNano + NanosPerMinute - 1), Floor(range.ToUnixNano));
        var before = range with { ToUnixNano = whole.FromUnixNano };
        var after = range with { FromUnixNano = whole.ToUnixNano };
        return (whole, [.. new[] { before, after }.Where(end => !end.IsEmpty)]);
    }

    private static bool AsksForCounts(IReadOnlyList<LogStage> stages, TimeRange range)
    {
        foreach (var stage in stages)
        {
            switch (stage)
            {
                case LogStage.Where where when where.Condition.IsAnsweredByCounts():
                    continue;
                case LogStage.Stats stats:
                    return stats.Aggregates.All(IsCount) && stats.By.All(IsKnown);
                case LogStage.Top top:
                    return IsKnown(top.Field);
                case LogStage.Uniq uniq:
                    return uniq.Names.All(IsKnown);
                case LogStage.TimeSeries series:
                    var every = series.EveryNanos ?? Intervals.Choose(range) * NanosPerSecond;
                    return series.Aggregates.All(IsCount)
                        && (series.By is null || IsKnown(series.By))
                        && every % NanosPerMinute == 0;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsCount(LogAggregate aggregate) =>
        aggregate.Field is null && aggregate.Function is LogFunction.Count or LogFunction.Rate;

    private static bool IsKnown(LogGroup group) =>
        group.Width is null
            ? IsKnown(group.Field)
            : group.Field.Name == LogFields.Timestamp && group.Width % NanosPerMinute == 0;

    private static bool IsKnown(LogField field) => field.Name is "service" or LogFields.Severity;

    private static long Floor(long unixNano) => unixNano - unixNano % NanosPerMinute;
}
