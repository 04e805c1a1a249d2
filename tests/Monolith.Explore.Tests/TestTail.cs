using System.Collections.Concurrent;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;

namespace Monolith.Explore.Tests;

/// <summary>Shows watchers what a test appends, as storage does; and a spool with nothing in it.</summary>
internal sealed class TestTail : ILogTail, ISpoolStatus
{
    private readonly ConcurrentDictionary<ILogWatcher, bool> _watchers = new();

    public SpoolStatus Current { get; } = new(ShippingState.Idle, 0, 1, 0, TimeSpan.Zero, 0, 0, LastError: null);

    public bool IsWatched(TenantId tenant) => _watchers.Keys.Any(watcher => watcher.Tenant == tenant);

    public IDisposable Watch(ILogWatcher watcher)
    {
        _watchers[watcher] = true;
        return new Subscription(_watchers, watcher);
    }

    /// <summary>Appends a record and makes it durable.</summary>
    public void Append(TenantId tenant, ulong id, LogRecord record)
    {
        foreach (var watcher in _watchers.Keys.Where(watcher => watcher.Tenant == tenant))
        {
            var kept = watcher.Keep(record);
            if (!kept.IsEmpty)
            {
                watcher.Show(id, kept);
            }
        }
    }

    private sealed class Subscription(ConcurrentDictionary<ILogWatcher, bool> watchers, ILogWatcher watcher)
        : IDisposable
    {
        public void Dispose() => watchers.TryRemove(watcher, out _);
    }
}
