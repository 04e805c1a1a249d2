using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Knows whether a run can still do something. Thread-safe.</summary>
internal sealed class RunLife(IWorkflowClient workflows)
{
    /// <summary>False when the run is over, or when nothing carries it on: its workflow ended, was removed, or is another run by
    /// now.</summary>
    public async Task<bool> IsAliveAsync(string runId, string workflowId, CancellationToken cancellationToken)
    {
        var state = await workflows.GetWorkflowStateAsync(workflowId, cancellationToken: cancellationToken);
        return state is { IsWorkflowCompleted: false } && state.ReadInputAs<RunRequest>()?.RunId == runId;
    }
}
