using MediatR;
using Microsoft.Extensions.Options;
using Monolith.Explore.Contracts;
using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Measure;

/// <summary>Measures with one query: over a roll-up where that knows, over the records where it does not.</summary>
internal sealed class MeasureLogsHandler(
    IQueryRunner runner,
    ISubjectTokens tokens,
    IOptions<ExploreOptions> options,
    TimeProvider clock
) : IRequestHandler<MeasureLogs, IReadOnlyList<Measurement>>
{
    private const int MaxRows = 1_000_000;
    private const string IsError = "severity_number >= 17";

    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<Measurement>> Handle(MeasureLogs request, CancellationToken cancellationToken) =>
        request.Measure.Kind is MeasureKind.NewPatterns or MeasureKind.SinceLast
            ? MeasureSightingsAsync(request, cancellationToken)
            : MeasureValuesAsync(request, cancellationToken);

    private async Task<IReadOnlyList<Measurement>> MeasureValuesAsync(
        MeasureLogs request,
        CancellationToken cancellationToken
    )
    {
        var steps = Steps.Of(request, request.Window);
        var source = MeasureSources.Choose(request, steps);
        if (source != MeasureSource.Records && steps.Count == 1)
        {
            steps = steps.FromWholeMinute();
        }

        var sql = MeasureSql.Over(source, request, Asked(request), steps);
        var columns = MeasureColumns.Of(request.Measure, source, steps.WindowNanos / 1e9, sql);
        if (columns.Where is not null)
        {
            sql.Where(columns.Where);
        }

        var query = sql.Rows(
                $"{MeasureSql.Labels(sql, request.GroupBy, source)}, "
                    + $"{MeasureSql.Bucket(sql, source, steps, steps.BucketNanos)}, "
                    + $"{columns.Kept} AS kept, {columns.Counted} AS counted",
                "GROUP BY labels, bucket"
            )
            .Select(
                $"labels, step, toFloat64({columns.Value}) AS value, toInt64(sum(counted)) AS samples",
                $"ARRAY JOIN {MeasureSql.StepsOfBucket(sql, steps)} AS step GROUP BY labels, step LIMIT {MaxRows + 1}"
            )
            .ToQuery(Bounds());
        await using var result = await runner.RunAsync(query, "JSONEachRow", cancellationToken);
        var rows = await MeasureRows.ReadValuesAsync(result, cancellationToken);
        Check(rows.Count, steps);
        var measured = rows.Select(row => new Measurement(
            steps.At(row.Step),
            LabelsOf(request.GroupBy, row.Labels),
            row.Samples > 0 ? row.Value : null,
            row.Samples
        ));
        return IsZeroWithoutRecords(request) ? [.. measured, .. Zeros(rows, steps)] : [.. measured];
    }

    private async Task<IReadOnlyList<Measurement>> MeasureSightingsAsync(
        MeasureLogs request,
        CancellationToken cancellationToken
    )
    {
        var isNew = request.Measure.Kind == MeasureKind.NewPatterns;
        var steps = Steps.Of(request, request.Window);
        var reach = Reach(request, steps);
        var source = MeasureSources.Choose(request, reach);
        if (source != MeasureSource.Records && steps.Count == 1)
        {
            reach = reach.FromWholeMinute();
        }

        IReadOnlyList<string> names = isNew ? [.. request.GroupBy, LabelSql.Pattern] : request.GroupBy;
        var sql = MeasureSql.Over(source, request, Asked(request), reach);
        if (isNew)
        {
            sql.Where(IsError);
        }

        // At one moment it is enough to know what was before the window and what is in it.
        var time = MeasureSql.Time(source);
        var bucket =
            steps.Count == 1
                ? $"{time} >= {sql.Value(steps.Range.FromUnixNano)} AS bucket"
                : MeasureSql.Bucket(sql, source, reach, steps.BucketNanos);
        var query = sql.Select(
            $"{MeasureSql.Labels(sql, names, source)}, {bucket}, min({time}) AS first, "
                + (
                    source == MeasureSource.Counts
                        ? $"max({time}) + {Steps.NanosPerMinute - 1} AS last, toInt64(sum(logs)) AS samples"
                        : $"max({time}) AS last, toInt64({Weights.Count}) AS samples"
                ),
            $"GROUP BY labels, bucket LIMIT {MaxRows + 1}",
            Bounds()
        );
        await using var result = await runner.RunAsync(query, "JSONEachRow", cancellationToken);
        var rows = await MeasureRows.ReadSightingsAsync(result, cancellationToken);
        Check(rows.Count, steps);
        var sightings = new Sightings(steps, reach.WindowNanos);
        return
        [
            .. rows.GroupBy(row => string.Join('\0', row.Labels), StringComparer.Ordinal)
                .SelectMany(group =>
                {
                    var labels = LabelsOf(names, group.First().Labels);
                    return isNew ? sightings.NewIn(labels, group) : sightings.SinceLast(labels, group);
                }),
        ];
    }

    /// <summary>How far back a sighting counts: whole buckets, so that none lies across the beginning of a window.</summary>
    private static Steps Reach(MeasureLogs request, Steps steps)
    {
        var nanos = steps.WindowNanos;
        if (request.Measure.Kind == MeasureKind.NewPatterns)
        {
            nanos = Math.Max(nanos, request.Measure.Lookback.Value.Ticks * TimeSpan.NanosecondsPerTick);
        }

        var beyond = nanos - steps.WindowNanos;
        var buckets = (beyond + steps.BucketNanos - 1) / steps.BucketNanos;
        return steps with
        {
            WindowNanos = steps.WindowNanos + (steps.Count == 1 ? beyond : buckets * steps.BucketNanos),
        };
    }

    private LogCondition Asked(MeasureLogs request) => request.Filter.ToCondition().WithTokens(request.Reader, tokens);

    private static bool IsZeroWithoutRecords(MeasureLogs request) =>
        request.GroupBy.Count == 0
        && request.Measure.Kind is MeasureKind.Count or MeasureKind.Rate or MeasureKind.DistinctPatterns;

    // One group of everything is there even when it is empty.
    private static IEnumerable<Measurement> Zeros(List<ValueRow> rows, Steps steps) =>
        Enumerable
            .Range(0, steps.Count)
            .Except(rows.Select(row => row.Step))
            .Select(step => new Measurement(steps.At(step), LabelsOf([], []), 0, 0));

    private static void Check(int rows, Steps steps)
    {
        if (rows > MaxRows || (steps.Count == 1 && rows > MeasureLogs.MaxGroups))
        {
            throw new TooLargeException(
                "The measurement has too many groups. Group by less, narrow the filter, or take longer steps."
            );
        }
    }

    private static Dictionary<string, string> LabelsOf(IReadOnlyList<string> names, string[] values)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in names.Zip(values).Where(label => label.Second.Length > 0))
        {
            labels[name] = value;
        }

        return labels;
    }

    private IReadOnlyDictionary<string, string> Bounds() =>
        new TimeBound(options.Value.MaxExecutionTime, clock).AsSettings(NoSettings);
}
