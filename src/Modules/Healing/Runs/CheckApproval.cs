using Monolith.Healing.Policies;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Looks whether people have decided. What they decide is in the run's document, so a decision and the end of the wait
/// cannot pass each other.</summary>
internal sealed class CheckApproval(RunStore runs, TimeProvider clock) : WorkflowActivity<CheckApproval.Call, RunStep>
{
    /// <param name="Key">The run.</param>
    /// <param name="IsLast">Whether the time for it is over.</param>
    internal sealed record Call(RunKey Key, bool IsLast);

    /// <inheritdoc/>
    public override Task<RunStep> RunAsync(WorkflowActivityContext context, Call input) =>
        runs.NoteAsync(
            input.Key,
            run =>
            {
                var before = run.Step(RunStep.Approval);
                if (before is { IsDone: true })
                {
                    return (run, before);
                }

                var now = clock.GetUtcNow();
                var startedAt = before?.StartedAt ?? now;
                var (result, reason, message) = Look(run, input.IsLast);
                var step = new RunStep(
                    RunStep.Approval,
                    result,
                    reason,
                    message,
                    startedAt,
                    result == StepResult.Running ? null : now,
                    [.. run.Approvals.Select(a => new Evidence("who agreed", a.By, a.At))]
                );
                return (
                    run.With(step) with
                    {
                        State = step.IsDone ? RunState.Checking : RunState.WaitingForApproval,
                    },
                    step
                );
            },
            context.CancellationToken
        );

    private static (StepResult Result, string Reason, string Message) Look(Run run, bool isLast)
    {
        var approval = run.Request.Policy.Approval;
        return run switch
        {
            { Abort: { } abort } => (StepResult.Aborted, "aborted", $"{abort.By} aborted the run: {abort.Reason}"),
            { Refusal: { } no } => (StepResult.Refused, "refusedByPerson", $"{no.By} said no: {no.Reason}"),
            { ResolvedAt: { } at } => (StepResult.Aborted, "alertResolved", $"The alert was resolved at {at:O}."),
            _ when run.Approvals.Count >= approval.Required => (
                StepResult.Passed,
                "approved",
                $"{string.Join(" and ", run.Approvals.Select(a => a.By))} agreed."
            ),
            _ when isLast && approval.OnTimeout == ApprovalTimeout.Escalate => (
                StepResult.Inconclusive,
                "approvalTimeout",
                $"Nobody decided within {approval.Timeout}."
            ),
            _ when isLast => (StepResult.Refused, "approvalTimeout", $"Nobody decided within {approval.Timeout}."),
            _ => (StepResult.Running, "waiting", $"{run.Approvals.Count} of {approval.Required} people agreed."),
        };
    }
}
