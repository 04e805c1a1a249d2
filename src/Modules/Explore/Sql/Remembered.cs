namespace Monolith.Explore.Sql;

/// <summary>Remembers what was found for a short time, so that not each letter that is typed, nor each page, asks the engine again.</summary>
/// <param name="lifetime">How long.</param>
/// <param name="capacity">How much at once. What is beyond is found anew.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Remembered<TKey, TValue>(TimeSpan lifetime, int capacity, TimeProvider clock)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (long Found, Lazy<Task<TValue>> Value)> _entries = [];

    /// <summary>What is remembered, or else what is found now. Who asks while it is being found waits for the same answer; a
    /// failure is not remembered.</summary>
    public Task<TValue> GetAsync(TKey key, Func<Task<TValue>> find)
    {
        Lazy<Task<TValue>> value;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out var entry) || IsOver(entry))
            {
                MakeRoomLocked();
                entry = (clock.GetTimestamp(), new Lazy<Task<TValue>>(find));
                _entries[key] = entry;
            }

            value = entry.Value;
        }

        return value.Value;
    }

    private bool IsOver((long Found, Lazy<Task<TValue>> Value) entry) =>
        clock.GetElapsedTime(entry.Found) > lifetime
        || entry.Value is { IsValueCreated: true, Value: { IsFaulted: true } or { IsCanceled: true } };

    private void MakeRoomLocked()
    {
        if (_entries.Count < capacity)
        {
            return;
        }

        foreach (var key in _entries.Where(entry => IsOver(entry.Value)).Select(entry => entry.Key).ToList())
        {
            _entries.Remove(key);
        }

        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }
    }
}
