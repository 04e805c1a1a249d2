using Monolith.Explore.Contracts;
using Monolith.Explore.Sql;
using Monolith.Platform.Language.Tree;

namespace Monolith.Explore.Measure;

/// <summary>The parts of a measuring question.</summary>
internal static class MeasureSql
{
    /// <summary>The rows that are measured.</summary>
    /// <param name="source">What they are rows of.</param>
    /// <param name="request">What is measured.</param>
    /// <param name="filter">Its filter as it is asked.</param>
    /// <param name="steps">When.</param>
    public static TenantSql Over(MeasureSource source, MeasureLogs request, LogCondition filter, Steps steps) =>
        source switch
        {
            MeasureSource.Counts => TenantSql.OverCounts(request.Reader, steps.Range).Where(filter, request.At),
            MeasureSource.Requests => TenantSql.OverRequests(request.Reader, steps.Range).Where(filter, request.At),
            MeasureSource.Records => OverRecords(request, filter, steps),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
        };

    /// <summary>What the rows are grouped by: an array of texts, <c>labels</c>.</summary>
    public static string Labels(TenantSql sql, IReadOnlyList<string> names, MeasureSource source) =>
        names.Count == 0
            ? "emptyArrayString() AS labels"
            : $"[{string.Join(", ", names.Select(name => LabelSql.Of(sql, name, source)))}] AS labels";

    /// <summary>The time of a row, in nanoseconds since 1970.</summary>
    public static string Time(MeasureSource source) =>
        source == MeasureSource.Records ? "toUnixTimestamp64Nano(ts)" : "toInt64(toUnixTimestamp(minute)) * 1000000000";

    /// <summary>The bucket of a row, counted from the beginning of all windows: <c>bucket</c>.</summary>
    public static string Bucket(TenantSql sql, MeasureSource source, Steps steps, long bucketNanos) =>
        steps.Count == 1
            ? "0 AS bucket"
            : $"intDiv({Time(source)} - {sql.Value(steps.Range.FromUnixNano)}, {sql.Value(bucketNanos)}) AS bucket";

    /// <summary>The moments in whose windows a bucket lies: bucket b is in those of the steps s with
    /// s * perStep &lt;= b &lt; s * perStep + perWindow.</summary>
    public static string StepsOfBucket(TenantSql sql, Steps steps)
    {
        if (steps.Count == 1)
        {
            return "[0]";
        }

        var (perStep, perWindow) = (sql.Value(steps.BucketsPerStep), sql.Value(steps.BucketsPerWindow));
        return $"range(toUInt32(greatest(0, intDiv(bucket - {perWindow} + {perStep}, {perStep}))), "
            + $"toUInt32(least({sql.Value((long)steps.Count)}, intDiv(bucket, {perStep}) + 1)))";
    }

    private static TenantSql OverRecords(MeasureLogs request, LogCondition filter, Steps steps)
    {
        var sql = TenantSql.OverLogs(request.Reader, steps.Range).Where(filter, request.At);
        foreach (var name in request.Having)
        {
            sql.Where($"{LabelSql.Of(sql, name, MeasureSource.Records)} != ''");
        }

        if (request.AnyPhrase.Count > 0)
        {
            var places = request
                .AnyPhrase.Select(phrase => sql.Value(string.Join(' ', phrase.Words)))
                .SelectMany(phrase =>
                    new[]
                    {
                        $"hasPhrase(lower(body), {phrase})",
                        $"hasPhrase(lower(attributes['exception.message']), {phrase})",
                    }
                );
            sql.Where($"({string.Join(" OR ", places)})");
        }

        return sql;
    }
}
