namespace Monolith.Platform.Events;

/// <summary>Wakes a loop that has nothing to do. Signals that come while it is busy count as one. Thread-safe.</summary>
internal sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _lock = new();

    public void Signal()
    {
        lock (_lock)
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    /// <summary>Returns at the next signal, or after a time.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        _signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _signal.Dispose();
}
