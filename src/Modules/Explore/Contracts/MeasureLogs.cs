using System.Text.Json.Serialization;
using MediatR;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Explore.Contracts;

/// <summary>Asks for one number about a tenant's records within a window of time, for each group of them; at one moment, or at
/// many in one question.</summary>
/// <remarks>
/// A window ends at the moment that is asked about, which does not belong to it. Where a roll-up by the minute answers, the
/// window begins with the minute in which it would have begun: it is up to a minute longer, never shorter, and a rate is taken
/// over its true length. At whole minutes the roll-ups and the records give the same answer.
/// </remarks>
/// <param name="Reader">Who asks.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Window">How far back each measurement looks.</param>
/// <param name="At">The moment; of many the last one.</param>
public sealed record MeasureLogs(
    Reader Reader,
    LogFilter Filter,
    LogMeasure Measure,
    TimeSpan Window,
    DateTimeOffset At
) : IRequest<IReadOnlyList<Measurement>>
{
    /// <summary>The most labels to group by.</summary>
    public const int MaxGroupBy = 8;

    /// <summary>The most moments in one question.</summary>
    public const int MaxSteps = 20_200;

    /// <summary>The most groups that one answer may have; at many moments, the most measurements for each.</summary>
    public const int MaxGroups = 10_000;

    /// <summary>What the records are grouped by: <c>service</c>, <c>model</c>, <c>http.status_class</c>, or the name of any
    /// attribute. One group of all without it.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Only records that have these, named as in <see cref="GroupBy"/>.</summary>
    public IReadOnlyList<string> Having { get; init; } = [];

    /// <summary>Only records of which the body or the exception's message has one of these phrases.</summary>
    public IReadOnlyList<BodyTerm> AnyPhrase { get; init; } = [];

    /// <summary>The first of many moments; null when there is one only.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>How far the moments are apart: whole seconds.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>What is measured.</summary>
public sealed record LogMeasure
{
    /// <summary>The kind of number.</summary>
    public required MeasureKind Kind { get; init; }

    /// <summary>Which quantile: 0.5, 0.75, 0.9, 0.95, 0.99 or 0.999.</summary>
    public double Quantile { get; init; } = 0.99;

    /// <summary>The bound of <see cref="MeasureKind.SlowShare"/>, in milliseconds, and of
    /// <see cref="MeasureKind.AttributeShareAbove"/>.</summary>
    public double Above { get; init; }

    /// <summary>The attribute with a number in it; <c>duration_ms</c> is the duration of any record.</summary>
    public string? Attribute { get; init; }

    /// <summary>How far back <see cref="MeasureKind.NewPatterns"/> looks for a pattern that is not new.</summary>
    public PromDuration Lookback { get; init; } = new(TimeSpan.FromDays(1));
}

/// <summary>The kinds of numbers that can be measured.</summary>
[JsonConverter(typeof(CamelCaseEnum<MeasureKind>))]
public enum MeasureKind
{
    /// <summary>How many records.</summary>
    Count,

    /// <summary>How many records a second.</summary>
    Rate,

    /// <summary>The share of requests, which are the records with an HTTP status, that were answered with 500 or more.</summary>
    RequestErrorShare,

    /// <summary>The share of records with severity ERROR or more.</summary>
    RecordErrorShare,

    /// <summary>The share of records that tell of a failure: by severity, by HTTP status, or by an <c>error.type</c>.</summary>
    FailureShare,

    /// <summary>A quantile of the duration of requests, in milliseconds.</summary>
    DurationQuantile,

    /// <summary>The share of requests that took longer than <see cref="LogMeasure.Above"/> milliseconds. Exact, unlike a
    /// quantile.</summary>
    SlowShare,

    /// <summary>The mean of a numeric attribute.</summary>
    AttributeMean,

    /// <summary>The largest value of a numeric attribute.</summary>
    AttributeMax,

    /// <summary>The share of the records with a numeric attribute whose value is above <see cref="LogMeasure.Above"/>.</summary>
    AttributeShareAbove,

    /// <summary>How many different patterns the bodies of errors have. A pattern is a body without its numbers and ids.</summary>
    DistinctPatterns,

    /// <summary>How many errors there are of each pattern that first appeared in the window. Groups by <c>pattern</c> too.</summary>
    NewPatterns,

    /// <summary>How many seconds ago the last record was written. The window is how far back it is looked for.</summary>
    SinceLast,
}

/// <summary>One number.</summary>
/// <param name="At">The moment.</param>
/// <param name="Labels">The group: what it was grouped by, with values; empty ones are left out.</param>
/// <param name="Value">The number; null when there was nothing to measure.</param>
/// <param name="Samples">How many records or requests it was measured on.</param>
public sealed record Measurement(
    DateTimeOffset At,
    IReadOnlyDictionary<string, string> Labels,
    double? Value,
    long Samples
);
