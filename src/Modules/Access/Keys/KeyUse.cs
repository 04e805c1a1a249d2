using System.Collections.Concurrent;
using System.Net;

namespace Monolith.Access.Keys;

/// <summary>How one key is used on this replica. Thread-safe; noting a use takes no lock and allocates nothing.</summary>
internal sealed class KeyUse
{
    // A key that is used from more networks is used from anywhere: that is told, and then no more.
    private const int MaxNetworks = 1_000;

    private readonly ConcurrentDictionary<UInt128, bool> _networks = new();
    private long _lastUsed;
    private long _keptUntil;
    private long _due;
    private volatile bool _hasNewNetworks;

    /// <summary>When it was last used.</summary>
    public DateTimeOffset LastUsedAt => new(Volatile.Read(ref _lastUsed), TimeSpan.Zero);

    /// <summary>Whether it was used since that was last written down.</summary>
    public bool IsUnkept => Volatile.Read(ref _lastUsed) > Volatile.Read(ref _keptUntil);

    /// <summary>Whether it was used from networks that nobody has looked up yet.</summary>
    public bool HasNewNetworks => _hasNewNetworks;

    /// <summary>Takes a request from its rate.</summary>
    /// <returns>How long until there is one; zero when there was.</returns>
    /// <remarks>The next request is due one interval after the last, and may come up to a second early: so a second's worth may come at
    /// once.</remarks>
    public TimeSpan TryTake(int perSecond, TimeProvider clock)
    {
        var now = clock.GetTimestamp();
        var interval = Math.Max(1, clock.TimestampFrequency / perSecond);
        while (true)
        {
            var due = Volatile.Read(ref _due);
            var next = Math.Max(due, now) + interval;
            var ahead = next - now - clock.TimestampFrequency;
            if (ahead > 0)
            {
                return clock.GetElapsedTime(0, ahead);
            }

            if (Interlocked.CompareExchange(ref _due, next, due) == due)
            {
                return TimeSpan.Zero;
            }
        }
    }

    /// <summary>Notes a use.</summary>
    public void Note(DateTimeOffset now, IPAddress? from)
    {
        Volatile.Write(ref _lastUsed, now.UtcTicks);
        if (from is null)
        {
            return;
        }

        var network = KeyNetwork.Of(from);
        if (!_networks.ContainsKey(network) && _networks.Count < MaxNetworks && _networks.TryAdd(network, false))
        {
            _hasNewNetworks = true;
        }
    }

    /// <summary>The networks that nobody has looked up yet. From now on they are no longer new.</summary>
    public IReadOnlyList<UInt128> TakeNewNetworks()
    {
        _hasNewNetworks = false;
        var found = _networks.Where(network => !network.Value).Select(network => network.Key).ToList();
        foreach (var network in found)
        {
            _networks[network] = true;
        }

        return found;
    }

    /// <summary>Has networks looked up again, since it did not work.</summary>
    public void GiveBack(IReadOnlyList<UInt128> networks)
    {
        foreach (var network in networks)
        {
            _networks[network] = false;
        }

        _hasNewNetworks |= networks.Count > 0;
    }

    /// <summary>Says that what was used until then is written down.</summary>
    public void Keep(DateTimeOffset until) => Volatile.Write(ref _keptUntil, until.UtcTicks);
}

/// <summary>How the keys are used on this replica. Thread-safe.</summary>
internal sealed class KeyUses
{
    private readonly ConcurrentDictionary<string, KeyUse> _uses = new(StringComparer.Ordinal);

    /// <summary>All that were used since the start.</summary>
    public IEnumerable<KeyValuePair<string, KeyUse>> All => _uses;

    /// <summary>How a key is used.</summary>
    public KeyUse Of(string id) => _uses.GetOrAdd(id, static _ => new KeyUse());
}
