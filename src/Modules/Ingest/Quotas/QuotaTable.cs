namespace Monolith.Ingest.Quotas;

/// <summary>The quotas of all keys, or of all tenants, made when somebody sends for the first time. Thread-safe.</summary>
/// <param name="bytesPerSecond">What everybody may send.</param>
/// <param name="recordsPerSecond">What everybody may send.</param>
/// <param name="exceptions">Who may send more, or less.</param>
/// <param name="burst">For how long is saved up.</param>
/// <param name="max">How many are kept apart. Those beyond share one.</param>
/// <param name="clock">The time.</param>
internal sealed class QuotaTable(
    long bytesPerSecond,
    long recordsPerSecond,
    IReadOnlyDictionary<string, QuotaRate> exceptions,
    TimeSpan burst,
    int max,
    TimeProvider clock
)
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Quota> _quotas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Quota> _exceptions = exceptions.ToDictionary(
        e => e.Key,
        e => new Quota(
            e.Value.BytesPerSecond ?? bytesPerSecond,
            e.Value.RecordsPerSecond ?? recordsPerSecond,
            burst,
            clock
        ),
        StringComparer.Ordinal
    );
    private readonly Quota _others = new(bytesPerSecond, recordsPerSecond, burst, clock);
    private long? _sweptAt;

    /// <summary>How many have a quota of their own at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _quotas.Count + _exceptions.Count;
            }
        }
    }

    /// <summary>The quota of somebody, or null when they may send without bound.</summary>
    public Quota? Of(string name)
    {
        if (_exceptions.TryGetValue(name, out var own))
        {
            return own;
        }

        if (bytesPerSecond == 0 && recordsPerSecond == 0)
        {
            return null;
        }

        lock (_lock)
        {
            if (_quotas.TryGetValue(name, out var known))
            {
                return known;
            }

            if (_quotas.Count >= max)
            {
                SweepLocked();
            }

            return _quotas.Count >= max
                ? _others
                : (_quotas[name] = new Quota(bytesPerSecond, recordsPerSecond, burst, clock));
        }
    }

    // Who has used nothing for a while may be forgotten: they would get the same quota anew.
    private void SweepLocked()
    {
        if (_sweptAt is { } last && clock.GetElapsedTime(last) < BetweenSweeps)
        {
            return;
        }

        _sweptAt = clock.GetTimestamp();
        foreach (var (name, quota) in _quotas)
        {
            if (quota.IsUnused)
            {
                _quotas.Remove(name);
            }
        }
    }
}
