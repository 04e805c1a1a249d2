namespace Monolith.Explore.Sql;

/// <summary>Remembers what was found for a short time, so that not each letter that is typed, nor each page, asks the engine again. What is
/// older is still handed out while it is found anew, so that nobody but the first waits.</summary>
/// <param name="lifetime">How long it is as good as new.</param>
/// <param name="patience">How long it is better than to wait.</param>
/// <param name="capacity">How much at once. What is beyond is found anew.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Remembered<TKey, TValue>(TimeSpan lifetime, TimeSpan patience, int capacity, TimeProvider clock)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>What is remembered, or else what is found now. Who asks while it is being found waits for the same answer; a
    /// failure is not remembered.</summary>
    /// <param name="key">What it is remembered under.</param>
    /// <param name="find">Finds it.</param>
    /// <param name="glance">Finds less of it sooner, for whoever would have to wait; what <paramref name="find"/> finds then follows at
    /// once. Null where there is no such way.</param>
    public Task<TValue> GetAsync(TKey key, Func<Task<TValue>> find, Func<Task<TValue>>? glance = null)
    {
        Entry entry;
        Entry? next = null;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry!) || IsOver(entry))
            {
                MakeRoomLocked();
                entry = NewEntry(glance ?? find);
                _entries[key] = entry;
                next = glance is null ? null : NewEntry(find);
            }
            else if (clock.GetElapsedTime(entry.Found) > lifetime && !entry.IsBeingReplaced)
            {
                next = NewEntry(find);
            }

            entry.IsBeingReplaced |= next is not null;
        }

        if (next is not null)
        {
            _ = ReplaceAsync(key, entry, next);
        }

        return entry.Value.Value;
    }

    // The old one stays where the new one cannot be had: whoever asks next tries again.
    private async Task ReplaceAsync(TKey key, Entry old, Entry next)
    {
        await ((Task)old.Value.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)next.Value.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_entries)
        {
            old.IsBeingReplaced = false;
            if (next.Value.Value.IsCompletedSuccessfully && _entries.ContainsKey(key))
            {
                _entries[key] = next;
            }
        }
    }

    private Entry NewEntry(Func<Task<TValue>> find) => new(clock.GetTimestamp(), new Lazy<Task<TValue>>(find));

    private bool IsOver(Entry entry) =>
        clock.GetElapsedTime(entry.Found) is var age
        && (
            age > patience
            || (age > lifetime && entry.Value is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            || entry.Value is { IsValueCreated: true, Value: { IsFaulted: true } or { IsCanceled: true } }
        );

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

    private sealed record Entry(long Found, Lazy<Task<TValue>> Value)
    {
        public bool IsBeingReplaced { get; set; }
    }
}
