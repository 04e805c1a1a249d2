using Microsoft.Extensions.Options;
using Monolith.Explore.Query;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Sampling;

/// <summary>Finds where to look when there are more records than can be looked at in an instant.</summary>
internal sealed class Sampler(
    LogCounts counts,
    QueryExplainer explainer,
    IOptions<ExploreOptions> options,
    TimeProvider clock
)
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long NanosPerMinute = 60 * NanosPerSecond;

    // Where records lie in a day is known to the minute, in longer times to as small a part: enough, and few enough rows.
    private const long Intervals = 1500;

    private const int Capacity = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

    // Whoever types, or opens a page, asks several questions about the same time at once.
    private readonly Remembered<(TenantId, string, TimeRange), IReadOnlyList<LogCounts.SpreadRow>> _spreads = new(
        Lifetime,
        Lifetime,
        Capacity,
        clock
    );

    /// <summary>A sample of the records that meet a condition: all of them when no more than so many are to be read for it,
    /// because there are no more or because an index finds them.</summary>
    public async Task<LogSample> TakeAsync(
        Reader reader,
        LogCondition condition,
        TimeRange range,
        long maxRows,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        // Where records lie in so short a time is known to the minute without knowing when the first of them was.
        var extent =
            range.ToUnixNano - range.FromUnixNano <= Intervals * NanosPerMinute
                ? range
                : await counts.FindExtentAsync(reader, condition, range, bound, cancellationToken);
        if (extent.IsEmpty)
        {
            return LogSample.Whole(extent);
        }

        var times = await TimesAsync(reader, condition, extent, bound, cancellationToken);
        var isSmall = times.Total <= maxRows;
        if (!isSmall && !condition.IsAnsweredByCounts())
        {
            var query = TenantSql
                .OverLogs(reader, extent)
                .Where(condition, bound.Now)
                .Select("count()", "", bound.AsSettings(NoSettings));
            isSmall = (await explainer.EstimateAsync(query, cancellationToken)).Rows <= maxRows;
        }

        return isSmall ? LogSample.Whole(extent) : Slicing.Choose(times, extent, maxRows);
    }

    private async Task<RecordTimes> TimesAsync(
        Reader reader,
        LogCondition condition,
        TimeRange extent,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        // Whole minutes, of which the roll-up knows all.
        var minutes = new TimeRange(
            extent.FromUnixNano / NanosPerMinute * NanosPerMinute,
            (extent.ToUnixNano + NanosPerMinute - 1) / NanosPerMinute * NanosPerMinute
        );
        var nanos = ((minutes.ToUnixNano - minutes.FromUnixNano - 1) / Intervals / NanosPerMinute + 1) * NanosPerMinute;
        var rows =
            condition.Counted() is LogCondition.Everything
                ? await _spreads
                    .GetAsync(
                        (reader.Tenant, reader.Scope.Fingerprint, minutes),
                        () => FindAsync(new TimeBound(options.Value.MaxExecutionTime, clock), CancellationToken.None)
                    )
                    .WaitAsync(cancellationToken)
                : await FindAsync(bound, cancellationToken);
        return new RecordTimes(
            rows.Select(row => (new TimeRange(row.Interval * nanos, (row.Interval + 1) * nanos), row.Records)),
            extent
        );

        Task<IReadOnlyList<LogCounts.SpreadRow>> FindAsync(TimeBound bound, CancellationToken cancellationToken) =>
            counts.SpreadAsync(reader, condition, minutes, nanos / NanosPerSecond, bound, cancellationToken);
    }
}
