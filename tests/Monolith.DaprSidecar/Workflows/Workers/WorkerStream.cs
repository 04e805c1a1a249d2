namespace Monolith.DaprSidecar.Workflows.Workers;

/// <summary>One open stream of work items, as seen by those who end it. A worker process may have several. Thread-safe.</summary>
internal sealed class WorkerStream(Action close, Action abort)
{
    private readonly Lock _gate = new();
    private bool _hasEnded;

    /// <summary>Ends the stream with status 0.</summary>
    public void Close() => UnlessEnded(close);

    /// <summary>Resets the stream, as a broken connection would.</summary>
    public void Abort() => UnlessEnded(abort);

    /// <summary>The call is over: the server uses what lies under it for the next one.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
        }
    }

    private void UnlessEnded(Action act)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                act();
            }
        }
    }
}
