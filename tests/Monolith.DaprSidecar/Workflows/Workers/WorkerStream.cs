namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>One open stream of work items, as seen by those who end it. A worker process may have several.</summary>
internal sealed class WorkerStream(Action close, Action abort)
{
    /// <summary>Ends the stream with status 0.</summary>
    public void Close() => close();

    /// <summary>Resets the stream, as a broken connection would.</summary>
    public void Abort() => abort();
}
