using Microsoft.Extensions.Logging;
using Monolith.Audit.Contracts;
using Monolith.Healing.Contracts;
using Monolith.Healing.Guardrails;
using Monolith.Healing.Policies;
using Monolith.Platform.Documents;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>The last step, in one commit: what came of the run, the lock is free, the deed is over, the policy's breaker has counted,
/// and people are told.</summary>
internal sealed class EndRun(
    RunStore runs,
    PolicyHealthStore health,
    IDocumentStore documents,
    HealingMetrics metrics,
    TimeProvider clock,
    ILogger<EndRun> logger
) : WorkflowActivity<EndRun.Call, RunStep>
{
    /// <param name="Request">The run.</param>
    /// <param name="End">What came of it.</param>
    internal sealed record Call(RunRequest Request, RunEnd End);

    /// <inheritdoc/>
    public override Task<RunStep> RunAsync(WorkflowActivityContext context, Call input) =>
        Conflicts.RetryAsync(() => EndAsync(input, context.CancellationToken));

    private async Task<RunStep> EndAsync(Call input, CancellationToken cancellationToken)
    {
        var read = await runs.FindAsync(input.Request.Key, cancellationToken);
        if (read?.Value.Step(RunStep.End) is { } done)
        {
            return done;
        }

        var now = clock.GetUtcNow();
        var before = read?.Value ?? new Run { Request = input.Request }; // its first step may never have come about
        var end = EndOf(before, input.End);
        var step = RunStep.Done(RunStep.End, ResultOf(end.Outcome), end.Reason, end.Message, now, now);
        var run = before.With(step) with
        {
            State = RunState.Ended,
            Outcome = end.Outcome,
            Reason = end.Reason,
            EndedAt = now,
            IsEscalated = end.IsAlarming,
        };
        var changes = new DocumentChanges();
        _ = read is null ? runs.Add(changes, run) : runs.Replace(changes, run, read);
        changes.Audit(RunAudit.Of(run, step, now));
        await FreeLockAsync(changes, run, cancellationToken);
        if (run.BegunAt is not null)
        {
            await CloseDeedAsync(changes, run, now, cancellationToken);
        }

        if (end.IsAlarming)
        {
            changes.Publish(HealingEscalated.Topic, Escalation(run, now));
        }

        await documents.CommitAsync(changes, cancellationToken);
        metrics.RunEnded(run, now);
        logger.RunEnded(run.Request.RunId, run.Request.Policy.Id, HealingJson.Word(end.Outcome), end.Reason);
        return step;
    }

    /// <summary>A run that has begun to act was not refused, whatever its step says: it was stopped on the way.</summary>
    private static RunEnd EndOf(Run run, RunEnd end) =>
        run.BegunAt is not null && end.Outcome == RunOutcome.Refused ? end with { Outcome = RunOutcome.Aborted } : end;

    private async Task FreeLockAsync(DocumentChanges changes, Run run, CancellationToken cancellationToken)
    {
        if (run.Fencing is null)
        {
            return;
        }

        var held = await TargetLock.ReadAsync(documents, run.Request.Target, cancellationToken);
        if (held?.Value.IsOf(run) == true)
        {
            TargetLock.Free(changes, held);
        }
    }

    private async Task CloseDeedAsync(
        DocumentChanges changes,
        Run run,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (ledger, read) = await Ledger.ReadAsync(documents, cancellationToken);
        ledger.WithEnd(run.Request.RunId, now).Save(changes, read);
        if (run.Outcome == RunOutcome.Aborted)
        {
            return; // it says nothing about the policy that somebody stopped it
        }

        var (tenant, policy) = (run.Request.TenantId, run.Request.Policy);
        var (fared, etag) = await health.GetAsync(tenant, policy.Id, cancellationToken);
        var next = fared.After(run.Outcome == RunOutcome.Healed, policy.Breaker, now);
        if (next != fared)
        {
            PolicyHealthStore.Save(changes, tenant, policy.Id, next, etag);
        }
    }

    private static HealingEscalated Escalation(Run run, DateTimeOffset now) =>
        new(
            run.Request.Tenant,
            run.Request.RunId,
            run.Request.Policy.Id,
            run.Request.Target.ToString(),
            HealingJson.Word(run.Outcome!.Value),
            run.Reason,
            run.Step(RunStep.End)!.Message,
            run.Request.Alert?.RuleId,
            run.Request.Alert?.Fingerprint,
            run.Request.Alert?.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal),
            now
        );

    private static StepResult ResultOf(RunOutcome outcome) =>
        outcome switch
        {
            RunOutcome.Healed or RunOutcome.DryRun or RunOutcome.Observed => StepResult.Passed,
            RunOutcome.Refused => StepResult.Refused,
            RunOutcome.Aborted => StepResult.Aborted,
            RunOutcome.Escalated => StepResult.Inconclusive,
            RunOutcome.NoEffect or RunOutcome.Failed or RunOutcome.RolledBack => StepResult.Failed,
            _ => throw new InvalidOperationException($"{outcome} is no outcome."),
        };
}
