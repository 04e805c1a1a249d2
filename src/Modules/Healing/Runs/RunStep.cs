using System.Text.Json.Serialization;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Guardrails;
using Monolith.Platform.Language;

namespace Monolith.Healing.Runs;

/// <summary>One step of a run, as its timeline shows it.</summary>
/// <param name="Name">Which step.</param>
/// <param name="Result">How it went.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">The same for people.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it was done; null while it is not.</param>
/// <param name="Evidence">What was asked and found.</param>
internal sealed record RunStep(
    string Name,
    StepResult Result,
    string Reason,
    string Message,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<Evidence> Evidence
)
{
    public const string Guardrails = "guardrails";
    public const string Lock = "lock";
    public const string Plan = "plan";
    public const string Approval = "approval";
    public const string Act = "act";
    public const string Watch = "watch";
    public const string Verify = "verify";
    public const string RollBack = "rollBack";
    public const string End = "end";

    /// <summary>How long it took; null while it is not done.</summary>
    public double? DurationSeconds => (EndedAt - StartedAt)?.TotalSeconds;

    /// <summary>Whether there is nothing more to come of it.</summary>
    [JsonIgnore]
    public bool IsDone => Result != StepResult.Running;

    /// <summary>A step that goes on.</summary>
    public static RunStep Running(string name, string reason, string message, DateTimeOffset startedAt) =>
        new(name, StepResult.Running, reason, message, startedAt, EndedAt: null, []);

    /// <summary>A step that is done.</summary>
    public static RunStep Done(
        string name,
        StepResult result,
        string reason,
        string message,
        DateTimeOffset startedAt,
        DateTimeOffset endedAt,
        params IReadOnlyList<Evidence> evidence
    ) => new(name, result, reason, message, startedAt, endedAt, evidence);

    /// <summary>What the guardrails said.</summary>
    public static RunStep Of(
        string name,
        Verdict verdict,
        DateTimeOffset startedAt,
        DateTimeOffset endedAt,
        params IReadOnlyList<Evidence> evidence
    ) =>
        new(name, ResultOf(verdict), HealingJson.Word(verdict.Reason), verdict.Message, startedAt, endedAt, evidence)
        {
            IsAlarming = verdict.IsAlarming,
        };

    /// <summary>Whether a person should hear of it.</summary>
    public bool IsAlarming { get; init; }

    private static StepResult ResultOf(Verdict verdict) =>
        verdict.Reason switch
        {
            GuardrailReason.Allowed => StepResult.Passed,
            GuardrailReason.Aborted => StepResult.Aborted,
            _ => StepResult.Refused,
        };
}

/// <summary>How a step went.</summary>
[JsonConverter(typeof(CamelCaseEnum<StepResult>))]
internal enum StepResult
{
    /// <summary>It goes on.</summary>
    Running,

    /// <summary>The run may go on.</summary>
    Passed,

    /// <summary>A guardrail or a person said no.</summary>
    Refused,

    /// <summary>It did not work.</summary>
    Failed,

    /// <summary>Nobody knows whether it worked.</summary>
    Inconclusive,

    /// <summary>The run was stopped here.</summary>
    Aborted,
}

/// <summary>What was asked and found.</summary>
/// <param name="Question">The question, such that an engineer can ask it again.</param>
/// <param name="Value">What came of it.</param>
/// <param name="At">When.</param>
/// <param name="Condition">What it says about the alert; null for a question about something else.</param>
internal sealed record Evidence(
    string Question,
    string Value,
    DateTimeOffset At,
    [property: JsonConverter(typeof(CamelCaseEnum<AlertCondition>))] AlertCondition? Condition = null
)
{
    /// <summary>What an alert's own question came to.</summary>
    public static Evidence Of(AlertMeasurement measurement) =>
        new(
            measurement.Question,
            measurement.Error ?? measurement.Value?.ToString("R") ?? "no data",
            measurement.At,
            measurement.Condition
        );
}
