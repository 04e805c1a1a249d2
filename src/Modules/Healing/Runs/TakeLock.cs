using Microsoft.Extensions.Logging;
using Monolith.Audit.Contracts;
using Monolith.Healing.Guardrails;
using Monolith.Platform.Documents;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Takes the lock of the target, or finds that another run has it.</summary>
internal sealed class TakeLock(
    RunStore runs,
    RunLife life,
    IDocumentStore documents,
    TimeProvider clock,
    ILogger<TakeLock> logger
) : WorkflowActivity<RunKey, RunStep>
{
    /// <inheritdoc/>
    public override Task<RunStep> RunAsync(WorkflowActivityContext context, RunKey input) =>
        Conflicts.RetryAsync(async () =>
        {
            var startedAt = clock.GetUtcNow();
            var read = await runs.GetAsync(input, context.CancellationToken);
            var run = read.Value;
            if (run.Step(RunStep.Lock) is { } done)
            {
                return done;
            }

            var held = await TargetLock.ReadAsync(documents, run.Request.Target, context.CancellationToken);
            var changes = new DocumentChanges();
            RunStep step;
            if (await FindOwnerAsync(held, context.CancellationToken) is { } owner)
            {
                step = RunStep.Done(
                    RunStep.Lock,
                    StepResult.Refused,
                    "lockHeld",
                    $"The run {owner.RunId} works on {run.Request.Target}.",
                    startedAt,
                    clock.GetUtcNow()
                );
            }
            else
            {
                TargetLock.Take(changes, run.Request, held);
                var fencing = (held?.Value.Fencing ?? 0) + 1;
                var isTakenOver = held?.Value.Owner is not null;
                run = run with { Fencing = fencing };
                step = RunStep.Done(
                    RunStep.Lock,
                    StepResult.Passed,
                    isTakenOver ? "takenOver" : "taken",
                    isTakenOver ? $"The run {held!.Value.Owner!.RunId}, which had it, is gone." : "Nobody had it.",
                    startedAt,
                    clock.GetUtcNow(),
                    new Evidence($"lock of {run.Request.Target}", $"fencing {fencing}", startedAt)
                );
            }

            run = run.With(step);
            runs.Replace(changes, run, read).Audit(RunAudit.Of(run, step, clock.GetUtcNow()));
            await documents.CommitAsync(changes, context.CancellationToken);
            if (step.Reason == "takenOver")
            {
                logger.LockTakenOver(input.RunId, held!.Value.Owner!.RunId);
            }

            return step;
        });

    /// <returns>The run that has the lock and can still do something; null when there is none.</returns>
    private async Task<RunKey?> FindOwnerAsync(Document<TargetLock>? held, CancellationToken cancellationToken)
    {
        if (held?.Value is not { Owner: { } owner, WorkflowId: { } workflowId })
        {
            return null;
        }

        var run = await runs.FindAsync(owner, cancellationToken);
        var isOver = run?.Value.State == RunState.Ended;
        return !isOver && await life.IsAliveAsync(owner.RunId, workflowId, cancellationToken) ? owner : null;
    }
}
