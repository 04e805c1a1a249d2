using System.Text.Json.Serialization;
using Monolith.Healing.Actions;
using Monolith.Healing.Policies;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>What a run is to do. Fixed before its first step, so that each step may be repeated.</summary>
/// <param name="RunId">Names the run, and the operation that its action carries out.</param>
/// <param name="WorkflowId">The workflow that it is: one at a time for each tenant, target and action.</param>
/// <param name="Tenant">Whose run.</param>
/// <param name="Policy">The policy as it was when the run began.</param>
/// <param name="Mode">How far it may go; never further than the policy.</param>
/// <param name="Target">What the action is done to.</param>
/// <param name="Parameters">The action's settings.</param>
/// <param name="Alert">Why; null for a rehearsal by hand.</param>
/// <param name="StartedBy">Who wanted it.</param>
/// <param name="At">When. Goes into what the action writes.</param>
/// <param name="WatchInterval">How often the rollout is looked at.</param>
internal sealed record RunRequest(
    string RunId,
    string WorkflowId,
    string Tenant,
    Policy Policy,
    PolicyMode Mode,
    ActionTarget Target,
    IReadOnlyDictionary<string, string> Parameters,
    RunAlert? Alert,
    Actor StartedBy,
    DateTimeOffset At,
    TimeSpan WatchInterval
)
{
    /// <summary>Whose run.</summary>
    [JsonIgnore]
    public TenantId TenantId => new(Tenant);

    /// <summary>Where the run is kept.</summary>
    [JsonIgnore]
    public RunKey Key => new(Tenant, RunId);

    /// <summary>What the action is asked for.</summary>
    /// <param name="step">Which of its calls this is.</param>
    public ActionRequest ToAction(int step = 0) => new(RunId, Tenant, Policy.Action, Target, Parameters, At, step);
}

/// <summary>The alert that a run is about.</summary>
/// <param name="RuleId">Its rule.</param>
/// <param name="Fingerprint">Which of the rule's alerts.</param>
/// <param name="Labels">What tells it from others.</param>
/// <param name="FiredAt">When it began to fire.</param>
/// <param name="Value">What was measured then; null only to somebody who does not see it.</param>
internal sealed record RunAlert(
    string RuleId,
    string Fingerprint,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset FiredAt,
    double? Value
);

/// <summary>Where a run is kept.</summary>
internal sealed record RunKey(string Tenant, string RunId);
