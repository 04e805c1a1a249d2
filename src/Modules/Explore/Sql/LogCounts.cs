using System.Text.Json;
using System.Text.Json.Serialization;
using Monolith.Explore.Admission;
using Monolith.Platform.Language;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;

namespace Monolith.Explore.Sql;

/// <summary>Asks how many records there are: of the roll-up where that knows, of the records themselves where it does not.</summary>
internal sealed partial class LogCounts(AdmittedRunner runner)
{
    private const long NanosPerSecond = 1_000_000_000;
    private const long SecondsPerMinute = 60;
    private const long NanosPerMinute = SecondsPerMinute * NanosPerSecond;

    // OpenTelemetry's scale has four numbers to each of its six names.
    private const string Family = "least(intDiv(severity_number + 3, 4), 6)";

    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);

    /// <summary>The range in which there are records of the condition's services and severities, to the minute.</summary>
    /// <returns>An empty range when there are none.</returns>
    public async Task<TimeRange> FindExtentAsync(
        Reader reader,
        LogCondition condition,
        TimeRange range,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        // The roll-up knows whole minutes only: take in the one that the range begins in.
        var minutes = range with
        {
            FromUnixNano = Floor(range.FromUnixNano),
        };
        var query = TenantSql
            .OverCounts(reader, minutes)
            .Where(condition.Counted(), bound.Now)
            .Select(
                "toInt64(toUnixTimestamp(min(minute))) AS first, toInt64(toUnixTimestamp(max(minute))) AS last, "
                    + "toInt64(count()) AS minutes",
                "",
                bound.AsSettings(NoSettings)
            );
        await using var result = await runner.RunAsync(query, "JSONEachRow", QueryCost.Small, cancellationToken);
        var row = await JsonSerializer.DeserializeAsync(result.Body, Rows.Default.ExtentRow, cancellationToken);
        return row is null or { Minutes: 0 }
            ? new TimeRange(range.FromUnixNano, range.FromUnixNano)
            : range.Intersect(new(row.First * NanosPerSecond, (row.Last + SecondsPerMinute) * NanosPerSecond));
    }

    /// <summary>How many records there are in the whole minutes that begin in the range.</summary>
    public async Task<long> SumAsync(
        Reader reader,
        TimeRange range,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        var query = TenantSql
            .OverCounts(reader, range)
            .Select("toInt64(sum(logs)) AS records", "", bound.AsSettings(NoSettings));
        await using var result = await runner.RunAsync(query, "JSONEachRow", QueryCost.Small, cancellationToken);
        var row = await JsonSerializer.DeserializeAsync(result.Body, Rows.Default.SumRow, cancellationToken);
        return row?.Records ?? 0;
    }

    /// <summary>How many records of the condition's services and severities there are in each interval, by the whole minutes that begin
    /// in the range, in the order of time. Intervals without records are left out.</summary>
    public async Task<IReadOnlyList<SpreadRow>> SpreadAsync(
        Reader reader,
        LogCondition condition,
        TimeRange range,
        long intervalSeconds,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        var sql = TenantSql.OverCounts(reader, range).Where(condition.Counted(), bound.Now);
        var query = sql.Select(
            $"intDiv(toInt64(toUnixTimestamp(minute)), {sql.Value(intervalSeconds)}) AS interval, toInt64(sum(logs)) AS records",
            "GROUP BY interval ORDER BY interval",
            bound.AsSettings(NoSettings)
        );
        return await runner.ReadAsync(query, QueryCost.Small, Rows.Default.SpreadRow, cancellationToken);
    }

    /// <summary>Counts by interval and severity. Intervals without records are left out.</summary>
    public async Task<IReadOnlyList<CountRow>> CountAsync(
        Reader reader,
        LogCondition condition,
        TimeRange range,
        long intervalSeconds,
        TimeBound bound,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<CountRow>();
        foreach (var (part, isWholeMinutes) in Parts(condition, range, intervalSeconds))
        {
            var sql = isWholeMinutes ? TenantSql.OverCounts(reader, part) : TenantSql.OverLogs(reader, part);
            sql.Where(condition, bound.Now);
            var (time, count) = isWholeMinutes ? ("minute", "sum(logs)") : ("ts", Weights.Count);
            var query = sql.Select(
                $"intDiv(toInt64(toUnixTimestamp({time})), {sql.Value(intervalSeconds)}) AS interval, {Family} AS family, "
                    + $"toInt64({count}) AS records",
                "GROUP BY interval, family",
                bound.AsSettings(NoSettings)
            );
            var cost = isWholeMinutes ? QueryCost.Small : QueryCosts.Of(condition, part);
            rows.AddRange(await runner.ReadAsync(query, cost, Rows.Default.CountRow, cancellationToken));
        }

        return rows;
    }

    /// <summary>The range in parts: whole minutes, which the roll-up answers, and the broken minutes at both ends.</summary>
    private static IEnumerable<(TimeRange Part, bool IsWholeMinutes)> Parts(
        LogCondition condition,
        TimeRange range,
        long intervalSeconds
    )
    {
        var whole = new TimeRange(Floor(range.FromUnixNano + NanosPerMinute - 1), Floor(range.ToUnixNano));
        if (whole.IsEmpty || intervalSeconds % SecondsPerMinute != 0 || !condition.IsAnsweredByCounts())
        {
            return [(range, false)];
        }

        (TimeRange Part, bool IsWholeMinutes)[] parts =
        [
            (range with { ToUnixNano = whole.FromUnixNano }, false),
            (whole, true),
            (range with { FromUnixNano = whole.ToUnixNano }, false),
        ];
        return parts.Where(p => !p.Part.IsEmpty);
    }

    private static long Floor(long unixNano) => unixNano - unixNano % NanosPerMinute;

    /// <summary>How many records of one severity there are in one interval.</summary>
    /// <param name="Interval">The interval's number, counted from 1970.</param>
    /// <param name="Family">0 for unspecified, then trace, debug, info, warn, error, fatal.</param>
    /// <param name="Records">How many.</param>
    internal sealed record CountRow(long Interval, int Family, long Records);

    /// <summary>How many records there are in one interval.</summary>
    /// <param name="Interval">The interval's number, counted from 1970.</param>
    /// <param name="Records">How many.</param>
    internal sealed record SpreadRow(long Interval, long Records);

    internal sealed record ExtentRow(long First, long Last, long Minutes);

    internal sealed record SumRow(long Records);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(CountRow))]
    [JsonSerializable(typeof(SpreadRow))]
    [JsonSerializable(typeof(ExtentRow))]
    [JsonSerializable(typeof(SumRow))]
    private sealed partial class Rows : JsonSerializerContext;
}
