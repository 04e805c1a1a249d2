using Monolith.Platform.Events;
using Monolith.Platform.Workflows;

namespace Monolith.Healing.Runs;

/// <summary>Something that a run may be waiting for was written into its document.</summary>
/// <param name="WorkflowId">The workflow that the run is.</param>
/// <param name="RunId">The run.</param>
internal sealed record RunWoken(string WorkflowId, string RunId)
{
    /// <summary>The topic of the bus.</summary>
    public const string Topic = "healing.run.woken";
}

/// <summary>Wakes the run. Being an event of the bus, this comes about even when the process dies right after the commit.</summary>
internal sealed class WakeRun(IWorkflowClient workflows, RunLife life) : IEventHandler<RunWoken>
{
    /// <inheritdoc/>
    public async Task HandleAsync(Event<RunWoken> e, CancellationToken cancellationToken)
    {
        if (await life.IsAliveAsync(e.Data.RunId, e.Data.WorkflowId, cancellationToken))
        {
            await workflows.RaiseEventAsync(e.Data.WorkflowId, Heal.WakeEvent, cancellationToken: cancellationToken);
        }
    }
}
