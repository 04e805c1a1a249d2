using Monolith.Audit.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Guardrails;
using Monolith.Platform.Documents;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>
/// Makes one call of the action. Before the first one, all guardrails are asked again with a fresh plan, and the deed is entered
/// in the ledger in the same commit. Before each one, the audit trail has taken it, and the switches are looked at once more.
/// </summary>
internal sealed class Act(
    RunStore runs,
    ActionCatalog actions,
    FactFinder facts,
    IAuditTrail audit,
    IDocumentStore documents,
    TimeProvider clock
) : WorkflowActivity<Act.Call, Act.Answer>
{
    /// <param name="Key">The run.</param>
    /// <param name="Step">Which call.</param>
    internal sealed record Call(RunKey Key, int Step);

    /// <param name="Step">How it went.</param>
    /// <param name="Next">The call that must follow; null when this was the last.</param>
    internal sealed record Answer(RunStep Step, NextCall? Next);

    /// <inheritdoc/>
    public override async Task<Answer> RunAsync(WorkflowActivityContext context, Call input)
    {
        var stop = context.CancellationToken;
        if (await BeginAsync(input, stop) is { IsDone: true } refused)
        {
            return new Answer(refused, Next: null);
        }

        var run = (await runs.GetAsync(input.Key, stop)).Value;
        if (run.Calls.FirstOrDefault(call => call.Step == input.Step) is { } made)
        {
            return new Answer(run.Step(RunStep.Act)!, made.Result.Next);
        }

        await audit.AppendAsync(RunAudit.Acting(run.Request, $"{RunStep.Act}.{input.Step}", clock.GetUtcNow()), stop);

        // The trail may have kept us waiting: what was allowed then may be stopped now.
        run = (await runs.GetAsync(input.Key, stop)).Value;
        var verdict = Guardrail.Check(await facts.FindStopsAsync(run, stop));
        if (!verdict.IsAllowed)
        {
            return new Answer(await NoteAsync(input.Key, RunStepOf(run, verdict), stop), Next: null);
        }

        var result = await actions.Of(run).ExecuteAsync(run.Request.ToAction(input.Step), run.Plan!, stop);
        var step = await NoteAsync(input.Key, new DoneCall(input.Step, result), stop);
        return new Answer(step, step.IsDone ? null : result.Next);
    }

    /// <summary>Asks all guardrails before the first call and enters the deed.</summary>
    /// <returns>The step, which is done already when they refuse, or when an earlier execution of this call has come so far.</returns>
    private Task<RunStep> BeginAsync(Call call, CancellationToken cancellationToken) =>
        Conflicts.RetryAsync(async () =>
        {
            var startedAt = clock.GetUtcNow();
            var read = await runs.GetAsync(call.Key, cancellationToken);
            var run = read.Value;
            if (run.Step(RunStep.Act) is { } begun)
            {
                return begun;
            }

            var plan = await actions.Of(run).PlanAsync(run.Request.ToAction(), cancellationToken);
            var hash = PlanHash.Of(run.Request, plan);
            var found = await facts.FindAsync(run, cancellationToken);
            var verdict = Guardrail.Check(
                found.Facts with
                {
                    Plan = plan,
                    IsPlanChanged = hash != run.PlanHash,
                    Approvals = run.Approvals.Count,
                }
            );
            IReadOnlyList<Evidence> evidence = found.Facts.Signal is { } signal ? [Evidence.Of(signal)] : [];
            var changes = new DocumentChanges();
            var now = clock.GetUtcNow();
            RunStep step;
            if (verdict.IsAllowed)
            {
                step = RunStep.Running(RunStep.Act, "begun", "The guardrails let it act.", startedAt) with
                {
                    Evidence = evidence,
                };
                run = run with { Plan = plan, PlanHash = hash, BegunAt = now, State = RunState.Acting };
                var request = run.Request;
                var deed = new Deed(
                    request.RunId,
                    request.WorkflowId,
                    request.Tenant,
                    request.Policy.Id,
                    request.Target.ToString(),
                    now,
                    EndedAt: null
                );
                found.Ledger.With(deed).Save(changes, found.LedgerETag);
            }
            else
            {
                step = RunStep.Of(RunStep.Act, verdict, startedAt, now, evidence);
            }

            run = run.With(step);
            runs.Replace(changes, run, read).Audit(RunAudit.Of(run, step, now));
            await documents.CommitAsync(changes, cancellationToken);
            return step;
        });

    private Task<RunStep> NoteAsync(RunKey key, RunStep step, CancellationToken cancellationToken) =>
        runs.NoteAsync(key, run => (run.With(step), step), cancellationToken);

    private Task<RunStep> NoteAsync(RunKey key, DoneCall call, CancellationToken cancellationToken) =>
        runs.NoteAsync(
            key,
            run =>
            {
                var (before, now, result) = (run.Step(RunStep.Act)!, clock.GetUtcNow(), call.Result);
                var isLast = result.Outcome == ActionOutcome.Failed || result.Next is null;
                var step = before with
                {
                    Result =
                        result.Outcome == ActionOutcome.Failed ? StepResult.Failed
                        : isLast ? StepResult.Passed
                        : StepResult.Running,
                    Reason = result.Reason,
                    Message = result.Message,
                    EndedAt = isLast ? now : null,
                    Evidence =
                    [
                        .. before.Evidence,
                        new Evidence($"call {call.Step}", $"{HealingJson.Word(result.Outcome)}: {result.Message}", now),
                    ],
                };
                return (
                    run.With(step) with
                    {
                        Calls = [.. run.Calls, call],
                        State = step.Result == StepResult.Passed ? RunState.Watching : run.State,
                    },
                    step
                );
            },
            cancellationToken
        );

    // A run that has begun is not refused any more, but stopped on the way.
    private RunStep RunStepOf(Run run, Verdict verdict)
    {
        var before = run.Step(RunStep.Act)!;
        return before with
        {
            Result = StepResult.Aborted,
            Reason = HealingJson.Word(verdict.Reason),
            Message = verdict.Message,
            EndedAt = clock.GetUtcNow(),
            IsAlarming = verdict.IsAlarming,
        };
    }
}
