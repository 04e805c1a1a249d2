namespace Monolith.DaprSidecar.Locks;

/// <summary>What came of an unlock, with the numbers that go out.</summary>
internal enum UnlockStatus
{
    /// <summary>Released.</summary>
    Success = 0,

    /// <summary>Nobody holds it.</summary>
    DoesNotExist = 1,

    /// <summary>Somebody else holds it.</summary>
    BelongsToOthers = 2,
}

/// <summary>Who holds what, and until when.</summary>
internal sealed class LockTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Owner, DateTimeOffset Until)> _held = new(StringComparer.Ordinal);

    public bool TryLock(string resource, string owner, DateTimeOffset now, TimeSpan expiry)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(resource, out var held) && held.Until > now)
            {
                return false;
            }

            _held[resource] = (owner, now + expiry);
            return true;
        }
    }

    public UnlockStatus Unlock(string resource, string owner, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_held.TryGetValue(resource, out var held) || held.Until <= now)
            {
                return UnlockStatus.DoesNotExist;
            }

            if (held.Owner != owner)
            {
                return UnlockStatus.BelongsToOthers;
            }

            _held.Remove(resource);
            return UnlockStatus.Success;
        }
    }
}
