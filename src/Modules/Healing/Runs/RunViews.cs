using System.Text.Json.Serialization;
using Monolith.Healing.Actions;
using Monolith.Healing.Policies;

namespace Monolith.Healing.Runs;

/// <summary>A run in a list.</summary>
internal sealed record RunLine(
    string Id,
    string PolicyId,
    PolicyMode Mode,
    string Action,
    ActionTarget Target,
    RunState State,
    RunOutcome? Outcome,
    string Reason,
    string? RuleId,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt
)
{
    /// <summary>The alert that it is about; not shown in a list.</summary>
    [JsonIgnore]
    public RunAlert? Alert { get; init; }

    public static RunLine Of(Run run) =>
        new(
            run.Request.RunId,
            run.Request.Policy.Id,
            run.Request.Mode,
            run.Request.Policy.Action,
            run.Request.Target,
            run.State,
            run.Outcome,
            run.Reason,
            run.Request.Alert?.RuleId,
            run.Request.At,
            run.EndedAt
        )
        {
            Alert = run.Request.Alert,
        };
}

/// <summary>A run with its timeline.</summary>
internal sealed record RunView(
    string Id,
    string PolicyId,
    PolicyMode Mode,
    string Action,
    ActionTarget Target,
    IReadOnlyDictionary<string, string> Parameters,
    RunAlert? Alert,
    string StartedBy,
    DateTimeOffset StartedAt,
    RunState State,
    RunOutcome? Outcome,
    string Reason,
    bool IsEscalated,
    DateTimeOffset? EndedAt,
    string? PlanHash,
    ActionPlan? Plan,
    int ApprovalsNeeded,
    IReadOnlyList<Decision> Approvals,
    Decision? Refusal,
    Decision? Abort,
    IReadOnlyList<RunStep> Steps
)
{
    public static RunView Of(Run run) =>
        new(
            run.Request.RunId,
            run.Request.Policy.Id,
            run.Request.Mode,
            run.Request.Policy.Action,
            run.Request.Target,
            run.Request.Parameters,
            run.Request.Alert,
            run.Request.StartedBy.Name,
            run.Request.At,
            run.State,
            run.Outcome,
            run.Reason,
            run.IsEscalated,
            run.EndedAt,
            run.PlanHash,
            run.Plan,
            run.Request.Mode == PolicyMode.Approve ? run.Request.Policy.Approval.Required : 0,
            run.Approvals,
            run.Refusal,
            run.Abort,
            run.Steps
        );
}
