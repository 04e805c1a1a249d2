using Monolith.Healing.Actions;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Looks how far the action has come. Changes nothing but the run's document, and that only when there is news.</summary>
internal sealed class WatchRollout(RunStore runs, ActionCatalog actions, TimeProvider clock)
    : WorkflowActivity<RunKey, RunStep>
{
    /// <inheritdoc/>
    public override async Task<RunStep> RunAsync(WorkflowActivityContext context, RunKey input)
    {
        var run = (await runs.GetAsync(input, context.CancellationToken)).Value;
        if (run.Step(RunStep.Watch) is { IsDone: true } done)
        {
            return done;
        }

        var progress = await ObserveAsync(run, context.CancellationToken);
        return await runs.NoteAsync(input, now => Note(now, progress), context.CancellationToken);
    }

    private async Task<ActionProgress> ObserveAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            return await actions.Of(run).ObserveAsync(run.Request.ToAction(), run.Plan!, cancellationToken);
        }
        catch (ActionUnavailableException e)
        {
            // Not to see it is no reason to give up before the time is over.
            return ActionProgress.Running("unavailable", e.Message);
        }
    }

    private (Run Run, RunStep Step) Note(Run run, ActionProgress progress)
    {
        var now = clock.GetUtcNow();
        var before = run.Step(RunStep.Watch);
        var startedAt = before?.StartedAt ?? now;
        var isTooLate = progress.State == ProgressState.Running && now - startedAt >= run.Plan!.Deadline;
        var step = run.Abort is { } abort
            ? RunStep.Done(RunStep.Watch, StepResult.Aborted, "aborted", $"{abort.By}: {abort.Reason}", startedAt, now)
            : progress.State switch
            {
                ProgressState.Complete => End(StepResult.Passed, progress.Reason),
                ProgressState.Failed => End(StepResult.Failed, progress.Reason),
                _ when isTooLate => End(StepResult.Failed, "deadlineExceeded"),
                _ => RunStep.Running(RunStep.Watch, progress.Reason, progress.Message, startedAt),
            };
        var isNews = before?.Result != step.Result || before.Message != step.Message;
        if (!isNews)
        {
            return (run, step);
        }

        step = step with { Evidence = [.. before?.Evidence ?? [], new Evidence("rollout", progress.Message, now)] };
        return (
            run.With(step) with
            {
                State = step.Result == StepResult.Passed ? RunState.Verifying : RunState.Watching,
            },
            step
        );

        RunStep End(StepResult result, string reason) =>
            RunStep.Done(RunStep.Watch, result, reason, progress.Message, startedAt, now);
    }
}
