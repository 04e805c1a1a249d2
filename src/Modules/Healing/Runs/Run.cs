using System.Text.Json.Serialization;
using Monolith.Healing.Actions;
using Monolith.Platform.Language;

namespace Monolith.Healing.Runs;

/// <summary>A run as it is kept: what it was to do, how far it is, and each step with its reason. Changed only together with an
/// entry of the audit trail.</summary>
internal sealed record Run
{
    /// <summary>What it is to do.</summary>
    public required RunRequest Request { get; init; }

    /// <summary>How far it is.</summary>
    public RunState State { get; init; } = RunState.Checking;

    /// <summary>What came of it; null while it is not over.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Why, in one word.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether a person was called.</summary>
    public bool IsEscalated { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The number that the lock gave it.</summary>
    public long? Fencing { get; init; }

    /// <summary>What it would do, and from its beginning on, what it does.</summary>
    public ActionPlan? Plan { get; init; }

    /// <summary>Names the plan. Approvals are bound to it.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Those who agreed, each once.</summary>
    public IReadOnlyList<Decision> Approvals { get; init; } = [];

    /// <summary>Who said no.</summary>
    public Decision? Refusal { get; init; }

    /// <summary>Who aborted it.</summary>
    public Decision? Abort { get; init; }

    /// <summary>When the alert was resolved, as far as the run has heard of it.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>When it began to act; null when it has changed nothing.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>The calls that it has made.</summary>
    public IReadOnlyList<DoneCall> Calls { get; init; } = [];

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];

    /// <summary>A step by its name; null when it has not come to it.</summary>
    public RunStep? Step(string name) => Steps.FirstOrDefault(step => step.Name == name);

    /// <summary>With a step, which takes the place of an earlier state of the same.</summary>
    public Run With(RunStep step) =>
        this with
        {
            Steps = Step(step.Name) is { } before
                ? [.. Steps.Select(s => ReferenceEquals(s, before) ? step : s)]
                : [.. Steps, step],
        };
}

/// <summary>How far a run is.</summary>
[JsonConverter(typeof(CamelCaseEnum<RunState>))]
internal enum RunState
{
    /// <summary>It asks its guardrails and makes its plan.</summary>
    Checking,

    /// <summary>It waits for people.</summary>
    WaitingForApproval,

    /// <summary>It acts.</summary>
    Acting,

    /// <summary>It watches what it did.</summary>
    Watching,

    /// <summary>It asks whether the alert is gone.</summary>
    Verifying,

    /// <summary>It takes back what it did.</summary>
    RollingBack,

    /// <summary>It is over.</summary>
    Ended,
}

/// <summary>What came of a run.</summary>
[JsonConverter(typeof(CamelCaseEnum<RunOutcome>))]
internal enum RunOutcome
{
    /// <summary>It acted, and the alert is gone for a while.</summary>
    Healed,

    /// <summary>It acted, and the alert is still there.</summary>
    NoEffect,

    /// <summary>It could not act, or what it did came to no end.</summary>
    Failed,

    /// <summary>It acted, it did not help, and was taken back.</summary>
    RolledBack,

    /// <summary>A guardrail or a person said no; nothing was changed.</summary>
    Refused,

    /// <summary>It was stopped on the way.</summary>
    Aborted,

    /// <summary>Nobody knows whether it helped, or nobody decided: people have it.</summary>
    Escalated,

    /// <summary>It said what it would have done.</summary>
    DryRun,

    /// <summary>It said that it would have begun.</summary>
    Observed,
}

/// <summary>What a person decided.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
internal sealed record Decision(string By, DateTimeOffset At, string Reason);

/// <summary>A call of the action that was answered.</summary>
/// <param name="Step">Which.</param>
/// <param name="Result">What came of it.</param>
internal sealed record DoneCall(int Step, ActionResult Result);
