namespace Monolith.Alerting;

/// <summary>Something that is read anew once it is a second old, by one of those who ask at once. Thread-safe.</summary>
/// <param name="read">Reads it. What is committed meanwhile may be missed.</param>
/// <param name="clock">The clock.</param>
internal sealed class Recent<T>(Func<CancellationToken, Task<T>> read, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1); // held while it is read
    private Reading? _reading;

    /// <summary>As it was a second ago, or later.</summary>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (_reading is { } known && !IsOld(known))
        {
            return known.Value;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_reading is null || IsOld(_reading))
            {
                // What was committed before now is in it.
                var now = clock.GetUtcNow();
                _reading = new Reading(await read(cancellationToken), now);
            }

            return _reading.Value;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private bool IsOld(Reading reading) => clock.GetUtcNow() - reading.At >= MaxAge;

    private sealed record Reading(T Value, DateTimeOffset At);
}
