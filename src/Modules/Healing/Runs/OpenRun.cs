using Monolith.Audit.Contracts;
using Monolith.Healing.Guardrails;
using Monolith.Platform.Documents;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>The first step: writes the run down and asks the guardrails what can be known without a plan.</summary>
internal sealed class OpenRun(RunStore runs, FactFinder facts, IDocumentStore documents, TimeProvider clock)
    : WorkflowActivity<RunRequest, RunStep>
{
    /// <inheritdoc/>
    public override Task<RunStep> RunAsync(WorkflowActivityContext context, RunRequest input) =>
        Conflicts.RetryAsync(async () =>
        {
            if (await runs.FindAsync(input.Key, context.CancellationToken) is { } there)
            {
                return there.Value.Step(RunStep.Guardrails)!;
            }

            var startedAt = clock.GetUtcNow();
            var run = new Run { Request = input };
            var found = await facts.FindAsync(run, context.CancellationToken);
            var verdict = Guardrail.Check(found.Facts);
            IReadOnlyList<Evidence> evidence = found.Facts.Signal is { } signal ? [Evidence.Of(signal)] : [];
            var step = RunStep.Of(RunStep.Guardrails, verdict, startedAt, clock.GetUtcNow(), evidence);
            run = run.With(step);
            await documents.CommitAsync(
                runs.Add(new DocumentChanges(), run).Audit(RunAudit.Of(run, step, clock.GetUtcNow())),
                context.CancellationToken
            );
            return step;
        });
}
