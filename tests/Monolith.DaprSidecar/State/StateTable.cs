namespace Monolith.DaprSidecar.State;

/// <summary>Why a change was refused.</summary>
internal enum StateRefusal
{
    /// <summary>Somebody else has written in between.</summary>
    Mismatch,

    /// <summary>The etag is none that the store gives.</summary>
    Malformed,
}

/// <summary>The data of one state store. Etags are numbers that begin again when a key is created anew, as in Redis.</summary>
internal sealed class StateTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StateEntry> _entries = new(StringComparer.Ordinal);

    public StateEntry? Get(string key, DateTimeOffset now)
    {
        lock (_lock)
        {
            return FindLocked(key, now);
        }
    }

    /// <summary>Makes all changes, or none.</summary>
    /// <returns>Why none was made; null when all were.</returns>
    public StateRefusal? Commit(IReadOnlyList<StateChange> changes, DateTimeOffset now)
    {
        lock (_lock)
        {
            var before = changes
                .Select(change => change.Key)
                .Distinct(StringComparer.Ordinal)
                .Select(key => (key, _entries.GetValueOrDefault(key)))
                .ToList();
            foreach (var change in changes)
            {
                if (ApplyLocked(change, now) is { } refusal)
                {
                    RestoreLocked(before);
                    return refusal;
                }
            }

            return null;
        }
    }

    /// <summary>Makes one change.</summary>
    /// <returns>Why it was not made; null when it was.</returns>
    public StateRefusal? Apply(StateChange change, DateTimeOffset now)
    {
        lock (_lock)
        {
            return ApplyLocked(change, now);
        }
    }

    private StateEntry? FindLocked(string key, DateTimeOffset now) =>
        _entries.TryGetValue(key, out var entry) && !(entry.ExpiresAt <= now) ? entry : null;

    private StateRefusal? ApplyLocked(StateChange change, DateTimeOffset now)
    {
        var entry = FindLocked(change.Key, now);
        if (Refusal(change, entry) is { } refusal)
        {
            return refusal;
        }

        if (change.Value is null)
        {
            _entries.Remove(change.Key);
            return null;
        }

        var expiresAt = change.TimeToLive switch
        {
            null => entry?.ExpiresAt,
            { Ticks: <= 0 } => null,
            { } timeToLive => now + timeToLive,
        };
        _entries[change.Key] = new StateEntry(change.Value, (entry?.Version ?? 0) + 1, expiresAt);
        return null;
    }

    private void RestoreLocked(List<(string Key, StateEntry? Entry)> before)
    {
        foreach (var (key, entry) in before)
        {
            if (entry is null)
            {
                _entries.Remove(key);
            }
            else
            {
                _entries[key] = entry;
            }
        }
    }

    private static StateRefusal? Refusal(StateChange change, StateEntry? entry)
    {
        if (change.ETag is null)
        {
            return change.IsFirstWrite && entry is not null ? StateRefusal.Mismatch : null;
        }

        if (!long.TryParse(change.ETag, out var version))
        {
            return StateRefusal.Malformed;
        }

        return version == entry?.Version ? null : StateRefusal.Mismatch;
    }
}
