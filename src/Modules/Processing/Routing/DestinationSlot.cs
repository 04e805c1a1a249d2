using System.Collections.Concurrent;
using Monolith.Processing.Routing.Destinations;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing;

/// <summary>
/// The place of a destination, there or not: a pipeline that names it holds the place, so that a destination may come, change and go
/// without the pipeline being made anew. Thread-safe.
/// </summary>
internal sealed class DestinationSlot(DestinationKey key, ForwardMetrics metrics)
{
    private volatile ForwardQueue? _queue;

    /// <summary>Which destination.</summary>
    public DestinationKey Key => key;

    /// <summary>Whether it takes records.</summary>
    public bool IsOpen => _queue is not null;

    /// <summary>A record was to go to it, and it is not there.</summary>
    public void Missed() => metrics.Missed();

    /// <summary>Makes records durable in its queue. Those for a destination that was removed meanwhile are left out.</summary>
    public Task AppendAsync(RecordBlocks records)
    {
        if (_queue is { } queue)
        {
            return queue.AppendAsync(records);
        }

        metrics.Lost("removed", records.Count);
        return Task.CompletedTask;
    }

    /// <summary>Gives it a queue.</summary>
    public void Open(ForwardQueue queue) => _queue = queue;

    /// <summary>Takes the queue away.</summary>
    public void Close() => _queue = null;
}

/// <summary>The places of all destinations. Thread-safe.</summary>
internal sealed class DestinationSlots(ForwardMetrics metrics)
{
    private readonly ConcurrentDictionary<DestinationKey, DestinationSlot> _slots = new();

    /// <summary>The place of a destination, whether it is there or not.</summary>
    public DestinationSlot Of(DestinationKey key) =>
        _slots.GetOrAdd(key, static (k, m) => new DestinationSlot(k, m), metrics);
}
