using System.Text.Json.Serialization;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;

namespace Monolith.Alerting.Rules;

/// <summary>A rule as people write it, by the API or in a file. What it leaves out, its kind fills in
/// (<see cref="RulePresets"/>).</summary>
internal sealed record AlertRule
{
    /// <summary>Names the rule among those of its tenant; from the name when it is left out.</summary>
    public string? Id { get; init; }

    /// <summary>What its alerts are called: their label <c>alertname</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>What kind of trouble it looks for.</summary>
    public RuleKind Kind { get; init; } = RuleKind.Threshold;

    /// <summary>Which records it looks at.</summary>
    public RuleFilter? Filter { get; init; }

    /// <summary>What is measured; for <see cref="RuleKind.Threshold"/> only, the other kinds know.</summary>
    public LogMeasure? Measure { get; init; }

    /// <summary>How far back each measurement looks.</summary>
    public PromDuration? Window { get; init; }

    /// <summary>What makes one alert of its own each: <c>service</c>, <c>http.route</c>, <c>model</c>, or any attribute.</summary>
    public IReadOnlyList<string>? GroupBy { get; init; }

    /// <summary>How the measured value is compared with the threshold.</summary>
    [JsonConverter(typeof(RuleOperatorJson))] // here, because the words of the API's other enumerations go before the type's own
    public RuleOperator? Operator { get; init; }

    /// <summary>What it is compared with.</summary>
    public double? Threshold { get; init; }

    /// <summary>Below so many records or requests, the value means nothing and the condition is not met.</summary>
    public long? Minimum { get; init; }

    /// <summary>From which duration on something is slow.</summary>
    public PromDuration? SlowerThan { get; init; }

    /// <summary>The sign of <see cref="RuleKind.DatabaseSaturation"/>.</summary>
    public DatabaseSignal? Signal { get; init; }

    /// <summary>How far back a pattern is looked for that may be new, or records that may be absent.</summary>
    public PromDuration? Lookback { get; init; }

    /// <summary>How long the condition must be met before the alert fires.</summary>
    public PromDuration? For { get; init; }

    /// <summary>How long the alert keeps firing after the condition was last met.</summary>
    public PromDuration? KeepFiringFor { get; init; }

    /// <summary>How often it is evaluated.</summary>
    public PromDuration? Interval { get; init; }

    /// <summary>How bad it is: the label <c>severity</c>.</summary>
    public RuleSeverity Severity { get; init; } = RuleSeverity.Warning;

    /// <summary>More labels, for routes and silences. Their values may have templates.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What people read. The values may have templates.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Where to read what to do: the annotation <c>runbook_url</c>.</summary>
    public string? Runbook { get; init; }

    /// <summary>What it means when there is nothing to measure.</summary>
    public NoData? NoData { get; init; }

    /// <summary>More alerts than this at once are an error of the rule, and none of them is kept.</summary>
    public int? Limit { get; init; }

    /// <summary>A rule that is not enabled is not evaluated.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>Which records a rule looks at. Everything that is set must hold.</summary>
internal sealed record RuleFilter
{
    /// <summary>Names of services, of which the record has one.</summary>
    public IReadOnlyList<string>? Services { get; init; }

    /// <summary>The least severity: <c>error</c>, or a number from 1 to 24.</summary>
    public string? Severity { get; init; }

    /// <summary>Words and phrases that the body must have, as in a search.</summary>
    public string? Text { get; init; }

    /// <summary>Attributes with the values of which the record has one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Attributes { get; init; }

    /// <summary>Attributes that the record must have, with whatever value.</summary>
    public IReadOnlyList<string>? Having { get; init; }
}

/// <summary>What kind of trouble a rule looks for.</summary>
[JsonConverter(typeof(CamelCaseEnum<RuleKind>))]
internal enum RuleKind
{
    /// <summary>Any measure against any threshold.</summary>
    Threshold,

    /// <summary>Too many requests of an endpoint fail.</summary>
    ErrorRate,

    /// <summary>Too many requests of an endpoint are slow, or a quantile of its durations is too high.</summary>
    Latency,

    /// <summary>Too many inferences of a model fail.</summary>
    InferenceErrors,

    /// <summary>A database cannot keep up.</summary>
    DatabaseSaturation,

    /// <summary>Records that should come do not.</summary>
    Absence,

    /// <summary>An error that was not seen before.</summary>
    NewPattern,
}

/// <summary>How a value is compared with a threshold.</summary>
internal enum RuleOperator
{
    /// <summary><c>&gt;</c>.</summary>
    Above,

    /// <summary><c>&gt;=</c>.</summary>
    AtLeast,

    /// <summary><c>&lt;</c>.</summary>
    Below,

    /// <summary><c>&lt;=</c>.</summary>
    AtMost,

    /// <summary><c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,
}

/// <summary>The signs that a database cannot keep up.</summary>
[JsonConverter(typeof(CamelCaseEnum<DatabaseSignal>))]
internal enum DatabaseSignal
{
    /// <summary>Too many queries are slow.</summary>
    SlowQueries,

    /// <summary>Services find no free connection.</summary>
    PoolExhaustion,
}

/// <summary>How bad something is.</summary>
[JsonConverter(typeof(CamelCaseEnum<RuleSeverity>))]
internal enum RuleSeverity
{
    /// <summary>Somebody must act now.</summary>
    Critical,

    /// <summary>Something fails.</summary>
    Error,

    /// <summary>Something is not as it should be.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Info,
}

/// <summary>What it means when there is nothing to measure.</summary>
[JsonConverter(typeof(CamelCaseEnum<NoData>))]
internal enum NoData
{
    /// <summary>The condition is not met.</summary>
    Ok,

    /// <summary>It is met: what fires keeps firing, and where there is nothing at all an alert with the label
    /// <c>no_data="true"</c> is raised.</summary>
    Alert,

    /// <summary>Alerts stay as they are.</summary>
    Keep,
}
