using System.Globalization;
using System.Runtime.InteropServices;
using Monolith.Explore.Contracts;
using Monolith.Explore.Sql;

namespace Monolith.Explore.Measure;

/// <summary>A measure as SQL in two steps: what is kept of the records of one bucket, and what the buckets of a window come to.</summary>
/// <param name="Kept">An aggregate over rows.</param>
/// <param name="Counted">How many records or requests the bucket was measured on.</param>
/// <param name="Value">The number, from <c>kept</c> and <c>counted</c> of the buckets.</param>
/// <param name="Where">Which rows count at all; null for all.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MeasureColumns(string Kept, string Counted, string Value, string? Where = null)
{
    // OpenTelemetry's ERROR and what is worse.
    private const string IsError = "severity_number >= 17";
    private const string IsRequest = "http_status > 0";
    private const string Share = "sum(kept) / sum(counted)";

    /// <summary>The measure over one of the sources, which must be able to answer it.</summary>
    public static MeasureColumns Of(LogMeasure measure, MeasureSource source, double windowSeconds, TenantSql sql) =>
        source switch
        {
            MeasureSource.Records => OverRecords(measure, windowSeconds, sql),
            MeasureSource.Counts => OverCounts(measure, windowSeconds, sql),
            MeasureSource.Requests => OverRequests(measure),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
        };

    private static MeasureColumns OverRecords(LogMeasure measure, double windowSeconds, TenantSql sql) =>
        measure.Kind switch
        {
            MeasureKind.Count => new(Weights.Count, Weights.Count, "sum(kept)"),
            MeasureKind.Rate => new(Weights.Count, Weights.Count, $"sum(kept) / {sql.Value(windowSeconds)}"),
            MeasureKind.RequestErrorShare => new(
                Weights.CountIf("http_status >= 500"),
                Weights.Count,
                Share,
                IsRequest
            ),
            MeasureKind.RecordErrorShare => new(Weights.CountIf(IsError), Weights.Count, Share),
            MeasureKind.FailureShare => new(
                Weights.CountIf($"{IsError} OR http_status >= 500 OR attributes['error.type'] != ''"),
                Weights.Count,
                Share
            ),
            MeasureKind.DurationQuantile => new(
                $"quantileTDigestWeightedState({Literal(measure.Quantile)})(duration_ms, weight)",
                Weights.Count,
                $"quantileTDigestWeightedMerge({Literal(measure.Quantile)})(kept)",
                $"{IsRequest} AND {RequestDurations.IsMeasured}"
            ),
            MeasureKind.SlowShare => new(
                Weights.CountIf($"duration_ms > {sql.Value(measure.Above)}"),
                Weights.Count,
                Share,
                $"{IsRequest} AND {RequestDurations.IsMeasured}"
            ),
            MeasureKind.AttributeMean => OverAttribute(measure, sql, number => $"sum({number} * weight)", Share),
            MeasureKind.AttributeMax => OverAttribute(measure, sql, number => $"max({number})", "max(kept)"),
            MeasureKind.AttributeShareAbove => OverAttribute(
                measure,
                sql,
                number => Weights.CountIf($"{number} > {sql.Value(measure.Above)}"),
                Share
            ),
            MeasureKind.DistinctPatterns => new(
                $"uniqExactState({LabelSql.PatternOfBody})",
                Weights.Count,
                "uniqExactMerge(kept)",
                IsError
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure.Kind, null),
        };

    private static MeasureColumns OverCounts(LogMeasure measure, double windowSeconds, TenantSql sql) =>
        measure.Kind switch
        {
            MeasureKind.Count => new("sum(logs)", "sum(logs)", "sum(kept)"),
            MeasureKind.Rate => new("sum(logs)", "sum(logs)", $"sum(kept) / {sql.Value(windowSeconds)}"),
            MeasureKind.RecordErrorShare => new($"sumIf(logs, {IsError})", "sum(logs)", Share),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure.Kind, null),
        };

    private static MeasureColumns OverRequests(LogMeasure measure) =>
        measure.Kind switch
        {
            MeasureKind.RequestErrorShare => new("sumIf(requests, status_class >= 5)", "sum(requests)", Share),
            MeasureKind.DurationQuantile => new(
                RequestDurations.StateOf("duration_q"),
                "sum(measured)",
                RequestDurations.Of("kept", measure.Quantile)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure.Kind, null),
        };

    private static MeasureColumns OverAttribute(
        LogMeasure measure,
        TenantSql sql,
        Func<string, string> kept,
        string value
    )
    {
        var number =
            measure.Attribute == "duration_ms"
                ? "nullIf(duration_ms, 0)"
                : $"toFloat64OrNull(attributes[{sql.Value(measure.Attribute!)}])";
        return new($"ifNull({kept(number)}, 0)", Weights.Count, value, $"isFinite({number})");
    }

    // The engine takes no placeholder here. The number is one of a few that the validator lets through.
    private static string Literal(double quantile) => quantile.ToString("R", CultureInfo.InvariantCulture);
}
