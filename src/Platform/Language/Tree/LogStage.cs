namespace Monolith.Platform.Language.Tree;

/// <summary>What a question does with what came out of the stage before: <c>| stats count() by service</c>.</summary>
/// <remarks>Behind <see cref="Stats"/>, <see cref="Top"/>, <see cref="TimeSeries"/> and <see cref="Uniq"/> there are no records
/// any more but rows of a table, and fields are its columns.</remarks>
public abstract record LogStage
{
    private LogStage() { }

    /// <summary>Where the stage stands in the text, for messages.</summary>
    public TextSpan Span { get; init; }

    /// <summary>Lets through what meets the condition: <c>| where count&gt;5</c>.</summary>
    public sealed record Where(LogCondition Condition) : LogStage;

    /// <summary>One row for each group: <c>| stats count(), p99(duration_ms) by service, bin(5m)</c>.</summary>
    /// <param name="Aggregates">At least one.</param>
    /// <param name="By">What the rows are grouped by; none: one row for all.</param>
    public sealed record Stats(IReadOnlyList<LogAggregate> Aggregates, IReadOnlyList<LogGroup> By) : LogStage;

    /// <summary>The values of a field that come most often, and how often (<see cref="ColumnNames.Count"/>):
    /// <c>| top 10 http.route</c>.</summary>
    public sealed record Top(int Count, LogField Field) : LogStage;

    /// <summary>One row for each interval, also for those without records: <c>| timeseries count() by severity every 1m</c>.</summary>
    /// <param name="Aggregates">At least one.</param>
    /// <param name="By">A series for each value of it, or one series.</param>
    /// <param name="EveryNanos">The interval; null: one that gives about a hundred.</param>
    public sealed record TimeSeries(IReadOnlyList<LogAggregate> Aggregates, LogField? By, long? EveryNanos) : LogStage;

    /// <summary>The different values, each once: <c>| uniq service, http.route</c>.</summary>
    public sealed record Uniq(IReadOnlyList<LogField> Names) : LogStage;

    /// <summary>Another order: <c>| sort duration_ms desc, service</c>.</summary>
    public sealed record Sort(IReadOnlyList<LogSortKey> Keys) : LogStage;

    /// <summary>The first ones alone: <c>| limit 20</c>.</summary>
    public sealed record Limit(int Count) : LogStage;

    /// <summary>These fields alone: <c>| fields timestamp, service, order.id</c>.</summary>
    public sealed record Keep(IReadOnlyList<LogField> Names) : LogStage;

    /// <summary>Takes fields out of text: <c>| parse "took &lt;ms&gt; ms"</c>, <c>| parse url.full /order=(?&lt;order&gt;\d+)/</c>.</summary>
    /// <param name="Source">The text.</param>
    /// <param name="Regex">In RE2's syntax, with a named group for each field.</param>
    /// <param name="Names">The names of the groups, in order; none is one of <see cref="LogFields"/>. There are no other groups
    /// that catch anything.</param>
    /// <param name="Written">How it was written, when as a text with names in angle brackets.</param>
    public sealed record Parse(LogField Source, string Regex, IReadOnlyList<string> Names, string? Written) : LogStage;

    /// <summary>The shapes that bodies have, with what differs left out, and how often each comes: <c>| patterns</c>.</summary>
    public sealed record Patterns : LogStage;
}

/// <summary>What is computed of a group: <c>p99(duration_ms) as slowest</c>.</summary>
/// <param name="Function">The computation.</param>
/// <param name="Field">Of what; null where the function is about records.</param>
/// <param name="Quantile">Between 0 and 1; for <see cref="LogFunction.Quantile"/> alone.</param>
/// <param name="Name">The column's name: given by <c>as</c>, or else as it was written, such as <c>p99(duration_ms)</c>.</param>
public sealed record LogAggregate(LogFunction Function, LogField? Field, double Quantile, string Name);

/// <summary>The computations over a group.</summary>
public enum LogFunction
{
    /// <summary><c>count()</c>: how many records; <c>count(field)</c>: how many have the field.</summary>
    Count,

    /// <summary><c>uniq(field)</c>: how many different values, nearly.</summary>
    Uniq,

    /// <summary><c>sum(field)</c>.</summary>
    Sum,

    /// <summary><c>avg(field)</c>.</summary>
    Avg,

    /// <summary><c>min(field)</c>.</summary>
    Min,

    /// <summary><c>max(field)</c>.</summary>
    Max,

    /// <summary><c>p50(field)</c> to <c>p99.9(field)</c>, <c>median(field)</c>: nearly.</summary>
    Quantile,

    /// <summary><c>rate()</c>: records per second of the interval, or of the whole time where there is none.</summary>
    Rate,
}

/// <summary>What rows are grouped by: <c>service</c>, <c>bin(5m)</c>, <c>bin(duration_ms, 100)</c>.</summary>
/// <param name="Field">The field.</param>
/// <param name="Width">How wide a bin is: nanoseconds of a time, or a number; null: each value is its own.</param>
/// <param name="Name">The column's name, as it was written or given by <c>as</c>.</param>
public sealed record LogGroup(LogField Field, double? Width, string Name);

/// <summary>What rows are sorted by.</summary>
public sealed record LogSortKey(LogField Field, bool IsDescending);
