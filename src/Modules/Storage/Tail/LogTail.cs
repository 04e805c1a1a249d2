using System.Text;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;

namespace Monolith.Storage.Tail;

/// <summary>The list of watchers, and what it costs when there are none: one read for each record.</summary>
internal sealed class LogTail : ILogTail
{
    private readonly Lock _lock = new();

    // Replaced as a whole, so that it can be read without the lock.
    private volatile ILogWatcher[] _watchers = [];

    /// <summary>True when somebody watches.</summary>
    public bool IsWatched => _watchers.Length > 0;

    /// <inheritdoc/>
    public IDisposable Watch(ILogWatcher watcher)
    {
        lock (_lock)
        {
            _watchers = [.. _watchers, watcher];
        }

        return new Subscription(this, watcher);
    }

    /// <summary>Shows a record to the watchers of its tenant.</summary>
    /// <param name="tenant">Whose record it is, UTF-8.</param>
    /// <param name="record">The record, processed.</param>
    /// <param name="row">Its place in its batch, from 0.</param>
    /// <param name="kept">Where what they keep of it waits for the batch to be durable. Made with the first.</param>
    public void Offer(ReadOnlySpan<byte> tenant, LogRecord record, int row, ref TailedBatch? kept)
    {
        foreach (var watcher in _watchers)
        {
            if (!Ascii.Equals(tenant, watcher.Tenant.Value))
            {
                continue;
            }

            var bytes = watcher.Keep(record);
            if (!bytes.IsEmpty)
            {
                kept ??= new TailedBatch();
                kept.Add(watcher, row, bytes);
            }
        }
    }

    private sealed class Subscription(LogTail tail, ILogWatcher watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (tail._lock)
            {
                tail._watchers = [.. tail._watchers.Where(other => !ReferenceEquals(other, watcher))];
            }
        }
    }
}
