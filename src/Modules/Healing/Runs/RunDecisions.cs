using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Healing.Runs;

/// <summary>Writes what a person decided into the run, tells the audit trail, and wakes the run: in one commit.</summary>
internal sealed class RunDecisions(RunStore runs, IDocumentStore documents, TimeProvider clock)
{
    /// <summary>Changes a run as a person decided.</summary>
    /// <param name="key">Which run.</param>
    /// <param name="by">Who decided.</param>
    /// <param name="action">What the audit trail calls it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="change">What becomes of the run; the same run when nothing does. Throws when it is not possible now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConflictException">The run is over, or the decision is not possible.</exception>
    public Task<RunView> DecideAsync(
        RunKey key,
        Actor by,
        string action,
        string reason,
        Func<Run, Decision, Run> change,
        CancellationToken cancellationToken
    ) =>
        Conflicts.RetryAsync(async () =>
        {
            var read = await runs.GetAsync(key, cancellationToken);
            if (read.Value.State == RunState.Ended)
            {
                throw new ConflictException("run-is-over", $"The run ended: {read.Value.Reason}.");
            }

            var decision = new Decision(by.Name, clock.GetUtcNow(), reason);
            var run = change(read.Value, decision);
            if (!ReferenceEquals(run, read.Value))
            {
                var changes = runs.Replace(new DocumentChanges(), run, read)
                    .Audit(RunAudit.Of(run, action, by, decision))
                    .Publish(RunWoken.Topic, new RunWoken(run.Request.WorkflowId, run.Request.RunId));
                await documents.CommitAsync(changes, cancellationToken);
            }

            return RunView.Of(run);
        });

    /// <summary>A run that people may decide on.</summary>
    /// <exception cref="ConflictException">It does not wait for anybody.</exception>
    public static void CheckWaiting(Run run)
    {
        if (run.State != RunState.WaitingForApproval)
        {
            throw new ConflictException(
                "run-not-waiting",
                $"The run waits for nobody: it is {HealingJson.Word(run.State)}."
            );
        }
    }
}
