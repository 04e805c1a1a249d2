using Monolith.Audit.Contracts;
using Monolith.Healing.Policies;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>
/// One run, from the alert to its end: check, lock, plan, ask people, act, watch, verify, and take back what did not help. The
/// workflow only says what comes next; what is decided, and on which grounds, is in the run's document, written by each step.
/// </summary>
internal sealed class Heal : Workflow<RunRequest, RunEnd>
{
    /// <summary>Raised when a person or the alert changed something that the run may be waiting for.</summary>
    public const string WakeEvent = "wake";

    // Whoever a step needs may be away for minutes. Nothing is lost by waiting: each try asks the kill switch anew.
    private static readonly WorkflowTaskOptions Patiently = new(
        new WorkflowRetryPolicy(12, TimeSpan.FromSeconds(2), backoffCoefficient: 2, TimeSpan.FromSeconds(30))
    );

    // The end frees the lock and tells people. It must come about, however long that takes.
    private static readonly WorkflowTaskOptions Doggedly = new(
        new WorkflowRetryPolicy(1000, TimeSpan.FromSeconds(2), backoffCoefficient: 2, TimeSpan.FromMinutes(1))
    );

    /// <inheritdoc/>
    public override async Task<RunEnd> RunAsync(WorkflowContext context, RunRequest input)
    {
        RunEnd end;
        try
        {
            end = await HealAsync(context, input);
        }
        catch (WorkflowTaskFailedException e)
        {
            end = RunEnd.OfBrokenStep(e.FailureDetails);
        }

        await context.CallActivityAsync(nameof(EndRun), new EndRun.Call(input, end), Doggedly);
        return end;
    }

    private static async Task<RunEnd> HealAsync(WorkflowContext context, RunRequest run)
    {
        var step = await DoAsync(context, nameof(OpenRun), run);
        if (step.Result != StepResult.Passed)
        {
            return RunEnd.Of(step);
        }

        if (run.Mode == PolicyMode.Observe)
        {
            return new RunEnd(RunOutcome.Observed, step.Reason, "The policy only observes.");
        }

        if (run.Mode != PolicyMode.DryRun)
        {
            step = await DoAsync(context, nameof(TakeLock), run.Key);
            if (step.Result != StepResult.Passed)
            {
                return RunEnd.Of(step);
            }
        }

        step = await DoAsync(context, nameof(MakePlan), run.Key);
        if (step.Result != StepResult.Passed)
        {
            return RunEnd.Of(step);
        }

        if (run.Mode == PolicyMode.DryRun)
        {
            return new RunEnd(RunOutcome.DryRun, step.Reason, "Nothing was changed: this was a rehearsal.");
        }

        if (run.Mode == PolicyMode.Approve)
        {
            step = await AskPeopleAsync(context, run);
            if (step.Result != StepResult.Passed)
            {
                return RunEnd.Of(step);
            }
        }

        step = await ActAsync(context, run);
        if (step.Result == StepResult.Passed)
        {
            step = await WatchAsync(context, run);
        }

        if (step.Result == StepResult.Passed)
        {
            step = await VerifyAsync(context, run);
        }

        return step.Result switch
        {
            StepResult.Passed => new RunEnd(RunOutcome.Healed, step.Reason, step.Message),
            StepResult.Failed => await TakeBackAsync(context, run, step),
            _ => RunEnd.Of(step),
        };
    }

    private static async Task<RunStep> AskPeopleAsync(WorkflowContext context, RunRequest run)
    {
        var end = context.CurrentUtcDateTime + run.Policy.Approval.Timeout.Value;
        while (true)
        {
            var isLast = context.CurrentUtcDateTime >= end;
            var step = await DoAsync(context, nameof(CheckApproval), new CheckApproval.Call(run.Key, isLast));
            if (step.IsDone)
            {
                return step;
            }

            await PauseAsync(context, end - context.CurrentUtcDateTime);
        }
    }

    private static async Task<RunStep> ActAsync(WorkflowContext context, RunRequest run)
    {
        var number = 0;
        while (true)
        {
            var answer = await context.CallActivityAsync<Act.Answer>(
                nameof(Act),
                new Act.Call(run.Key, number),
                Patiently
            );
            if (answer.Next is not { } next)
            {
                return answer.Step;
            }

            number = next.Step;
            await PauseAsync(context, next.After);
        }
    }

    private static async Task<RunStep> WatchAsync(WorkflowContext context, RunRequest run)
    {
        while (true)
        {
            var step = await DoAsync(context, nameof(WatchRollout), run.Key);
            if (step.IsDone)
            {
                return step;
            }

            await PauseAsync(context, run.WatchInterval);
        }
    }

    private static async Task<RunStep> VerifyAsync(WorkflowContext context, RunRequest run)
    {
        var due = context.CurrentUtcDateTime + run.Policy.Verification.InitialDelay.Value;
        var number = 0;
        while (true)
        {
            // Whoever wakes the run wants to be heard now; the alert is asked when its time has come.
            var isDue = context.CurrentUtcDateTime >= due;
            var call = new VerifyRecovery.Call(run.Key, isDue ? number++ : null);
            var step = await DoAsync(context, nameof(VerifyRecovery), call);
            if (step.IsDone)
            {
                return step;
            }

            due = isDue ? context.CurrentUtcDateTime + run.Policy.Verification.Interval.Value : due;
            await PauseAsync(context, due - context.CurrentUtcDateTime);
        }
    }

    private static async Task<RunEnd> TakeBackAsync(WorkflowContext context, RunRequest run, RunStep failed)
    {
        var outcome = failed.Name == RunStep.Verify ? RunOutcome.NoEffect : RunOutcome.Failed;
        if (run.Policy.RollBack)
        {
            var call = new RollBack.Call(run.Key, OnlyIfReversible: failed.Name == RunStep.Verify);
            var step = await DoAsync(context, nameof(RollBack), call);
            outcome = step.Result == StepResult.Passed ? RunOutcome.RolledBack : outcome;
        }

        return new RunEnd(outcome, failed.Reason, failed.Message, IsAlarming: true);
    }

    private static Task<RunStep> DoAsync(WorkflowContext context, string activity, object input) =>
        context.CallActivityAsync<RunStep>(activity, input, Patiently);

    /// <summary>Waits, but not longer than until somebody wakes the run.</summary>
    private static async Task PauseAsync(WorkflowContext context, TimeSpan atMost)
    {
        try
        {
            await context.WaitForExternalEventAsync<object?>(
                WakeEvent,
                atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero
            );
        }
        catch (TaskCanceledException)
        {
            // The time is over: that is what was waited for.
        }
    }
}

/// <summary>How a run ends.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">The same for people.</param>
/// <param name="IsAlarming">Whether a person must hear of it.</param>
internal sealed record RunEnd(RunOutcome Outcome, string Reason, string Message, bool IsAlarming = false)
{
    /// <summary>A step did not let the run go on.</summary>
    public static RunEnd Of(RunStep step) =>
        step.Result switch
        {
            StepResult.Refused => new(RunOutcome.Refused, step.Reason, step.Message, step.IsAlarming),
            StepResult.Aborted => new(RunOutcome.Aborted, step.Reason, step.Message, step.IsAlarming),
            StepResult.Inconclusive => new(RunOutcome.Escalated, step.Reason, step.Message, IsAlarming: true),
            StepResult.Failed => new(RunOutcome.Failed, step.Reason, step.Message, IsAlarming: true),
            _ => throw new InvalidOperationException($"{step.Result} is no end."),
        };

    /// <summary>A step failed again and again.</summary>
    public static RunEnd OfBrokenStep(WorkflowTaskFailureDetails failure) =>
        failure.IsCausedBy<AuditUnavailableException>()
            ? new(RunOutcome.Refused, "auditUnavailable", failure.ErrorMessage, IsAlarming: true)
            : new(RunOutcome.Failed, "stepBroken", failure.ErrorMessage, IsAlarming: true);
}
