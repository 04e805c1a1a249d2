using Monolith.Audit.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Takes back what the run did, or stops what cannot be taken back. That changes things too: the same switches stop it.</summary>
internal sealed class RollBack(
    RunStore runs,
    ActionCatalog actions,
    FactFinder facts,
    IAuditTrail audit,
    TimeProvider clock
) : WorkflowActivity<RollBack.Call, RunStep>
{
    /// <param name="Key">The run.</param>
    /// <param name="OnlyIfReversible">Whether there is nothing to stop: what was done came to its end, and did not help.</param>
    internal sealed record Call(RunKey Key, bool OnlyIfReversible);

    /// <inheritdoc/>
    public override async Task<RunStep> RunAsync(WorkflowActivityContext context, Call input)
    {
        var stop = context.CancellationToken;
        var startedAt = clock.GetUtcNow();
        var run = (await runs.GetAsync(input.Key, stop)).Value;
        if (run.Step(RunStep.RollBack) is { IsDone: true } done)
        {
            return done;
        }

        if (input.OnlyIfReversible && !run.Plan!.IsReversible)
        {
            return await NoteAsync(StepResult.Refused, "notReversible", "What was done cannot be taken back.");
        }

        await audit.AppendAsync(RunAudit.Acting(run.Request, RunStep.RollBack, clock.GetUtcNow()), stop);
        run = (await runs.GetAsync(input.Key, stop)).Value;
        var verdict = Guardrail.Check(await facts.FindStopsAsync(run, stop));
        if (!verdict.IsAllowed)
        {
            return await NoteAsync(StepResult.Aborted, HealingJson.Word(verdict.Reason), verdict.Message);
        }

        var result = await actions.Of(run).RollBackAsync(run.Request.ToAction(), run.Plan!, stop);
        var outcome = result.Outcome switch
        {
            ActionOutcome.Changed => StepResult.Passed,
            ActionOutcome.Unchanged => StepResult.Refused,
            _ => StepResult.Failed,
        };
        return await NoteAsync(outcome, result.Reason, result.Message);

        Task<RunStep> NoteAsync(StepResult result, string reason, string message)
        {
            var step = RunStep.Done(RunStep.RollBack, result, reason, message, startedAt, clock.GetUtcNow());
            return runs.NoteAsync(input.Key, now => (now.With(step) with { State = RunState.RollingBack }, step), stop);
        }
    }
}
