namespace Monolith.Platform.Events;

/// <summary>Wakes a loop that has nothing to do. Signals that come while it is busy count as one. Thread-safe.</summary>
public sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Lock _lock = new();

    /// <summary>Wakes the loop, now or when it next waits.</summary>
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

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();
}
