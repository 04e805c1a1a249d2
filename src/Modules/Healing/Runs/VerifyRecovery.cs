using Monolith.Alerting.Contracts;
using Monolith.Healing.Guardrails;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Asks the alert's own question once, and says what all answers come to.</summary>
internal sealed class VerifyRecovery(RunStore runs, FactFinder facts, TimeProvider clock)
    : WorkflowActivity<VerifyRecovery.Call, RunStep>
{
    /// <param name="Key">The run.</param>
    /// <param name="Number">Which time this is, from 0; null when the question is not due, only who woke the run is heard.</param>
    internal sealed record Call(RunKey Key, int? Number);

    /// <inheritdoc/>
    public override async Task<RunStep> RunAsync(WorkflowActivityContext context, Call input)
    {
        var run = (await runs.GetAsync(input.Key, context.CancellationToken)).Value;
        if (run.Step(RunStep.Verify) is { IsDone: true } done)
        {
            return done;
        }

        // An answer that was written down is not asked for again when this runs a second time.
        var known = run.Step(RunStep.Verify)?.Evidence.Count ?? 0;
        var answer =
            input.Number >= known
                ? Evidence.Of(
                    await facts.MeasureAsync(run.Request.TenantId, run.Request.Alert!, context.CancellationToken)
                )
                : null;
        return await runs.NoteAsync(input.Key, now => Note(now, answer, known), context.CancellationToken);
    }

    private (Run Run, RunStep Step) Note(Run run, Evidence? answer, int known)
    {
        var before = run.Step(RunStep.Verify);
        if (before is not null && answer is null && run.Abort is null)
        {
            return (run, before);
        }

        var now = clock.GetUtcNow();
        var evidence = before?.Evidence ?? [];
        if (answer is not null && evidence.Count == known)
        {
            evidence = [.. evidence, answer];
        }

        var (result, reason) = Analysis.Of(
            [.. evidence.Select(e => e.Condition ?? AlertCondition.Unknown)],
            run.Request.Policy.Verification
        );
        var message = evidence is [.., var last]
            ? $"{evidence.Count} answers, the last: {last.Value}"
            : "Not asked yet.";
        if (run.Abort is { } abort)
        {
            (result, reason, message) = (StepResult.Aborted, "aborted", $"{abort.By}: {abort.Reason}");
        }

        var step = new RunStep(
            RunStep.Verify,
            result,
            reason,
            message,
            before?.StartedAt ?? now,
            result == StepResult.Running ? null : now,
            evidence
        );
        return (run.With(step) with { State = RunState.Verifying }, step);
    }
}
