using Monolith.Audit.Contracts;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>What the audit trail says of runs. The ids are made of what happened, so that a repeated step is told of once.</summary>
internal static class RunAudit
{
    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        [RunStep.Guardrails] = "healing.run.checked",
        [RunStep.Lock] = "healing.run.locked",
        [RunStep.Plan] = "healing.run.planned",
        [RunStep.Approval] = "healing.run.decided",
        [RunStep.Act] = "healing.run.acted",
        [RunStep.Watch] = "healing.run.watched",
        [RunStep.Verify] = "healing.run.verified",
        [RunStep.RollBack] = "healing.run.rolled_back",
        [RunStep.End] = "healing.run.ended",
    };

    /// <summary>A step of a run.</summary>
    public static AuditEntry Of(Run run, RunStep step, DateTimeOffset now) =>
        new()
        {
            Id = $"healing.{run.Request.RunId}.{step.Name}.{HealingJson.Word(step.Result)}",
            Tenant = run.Request.Tenant,
            Time = now,
            Action = Actions[step.Name],
            Actor = Actor.System("healing"),
            Target = Target(run.Request.RunId),
            Outcome = OutcomeOf(step.Result),
            Reason = step.Reason,
            Details = Details(run.Request, step),
        };

    /// <summary>A call that is about to be made. Without this entry it is not made.</summary>
    public static AuditEntry Acting(RunRequest request, string what, DateTimeOffset now) =>
        new()
        {
            Id = $"healing.{request.RunId}.acting.{what}",
            Tenant = request.Tenant,
            Time = now,
            Action = "healing.run.acting",
            Actor = Actor.System("healing"),
            Target = new AuditTarget("workload", request.Target.ToString()),
            Reason = what,
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["run"] = request.RunId,
                ["policy"] = request.Policy.Id,
                ["action"] = request.Policy.Action,
            },
        };

    /// <summary>A person stepped in.</summary>
    public static AuditEntry Of(Run run, string action, Actor by, Decision decision) =>
        new()
        {
            Id = $"healing.{Guid.CreateVersion7(decision.At)}",
            Tenant = run.Request.Tenant,
            Time = decision.At,
            Action = action,
            Actor = by,
            Target = Target(run.Request.RunId),
            Reason = decision.Reason,
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["plan"] = run.PlanHash ?? "" },
        };

    /// <summary>A start that found the same work under way.</summary>
    public static AuditEntry Attached(RunRequest request, string toRun, DateTimeOffset now) =>
        new()
        {
            Id = $"healing.{request.RunId}.attached",
            Tenant = request.Tenant,
            Time = now,
            Action = "healing.run.attached",
            Actor = request.StartedBy,
            Target = Target(toRun),
            Reason = "alreadyRunning",
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["policy"] = request.Policy.Id,
                ["target"] = request.Target.ToString(),
            },
        };

    private static AuditTarget Target(string runId) => new("healing_run", runId);

    private static AuditOutcome OutcomeOf(StepResult result) =>
        result switch
        {
            StepResult.Running or StepResult.Passed => AuditOutcome.Succeeded,
            StepResult.Refused or StepResult.Aborted => AuditOutcome.Refused,
            StepResult.Failed or StepResult.Inconclusive => AuditOutcome.Failed,
            _ => throw new InvalidOperationException($"{result} is no result."),
        };

    private static Dictionary<string, string> Details(RunRequest request, RunStep step)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["policy"] = request.Policy.Id,
            ["mode"] = HealingJson.Word(request.Mode),
            ["action"] = request.Policy.Action,
            ["target"] = request.Target.ToString(),
            ["message"] = step.Message,
        };
        if (step.Evidence is [.., var last])
        {
            details["question"] = last.Question;
            details["value"] = last.Value;
        }

        return details;
    }
}
