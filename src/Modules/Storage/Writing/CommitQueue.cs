using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Monolith.Platform.Problems;
using Monolith.Storage.Contracts;

namespace Monolith.Storage.Writing;

/// <summary>The batches that wait for the commit loop, whatever they hold. Thread-safe.</summary>
internal sealed class CommitQueue(IOptions<StorageOptions> options, CoalescingWindow window, StorageMetrics metrics)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly StorageOptions _options = options.Value;
    private readonly Channel<StoredBatch> _queue = Channel.CreateUnbounded<StoredBatch>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private long _queuedBytes;

    /// <summary>The batches that wait to be committed.</summary>
    public ChannelReader<StoredBatch> Batches => _queue.Reader;

    /// <summary>Queues a batch.</summary>
    /// <returns>False when its committer need not wait.</returns>
    /// <exception cref="OverloadedException">There is no room, or the host is stopping.</exception>
    public bool Enqueue(StoredBatch batch)
    {
        var bytes = batch.EncodedBytes;
        var queued = Interlocked.Add(ref _queuedBytes, bytes);

        // A batch that is larger than the whole queue is taken when nothing else waits; otherwise it would never be.
        if (queued > _options.QueueMaxBytes && queued > bytes)
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
            metrics.CommitRefused("queue_full");
            throw new OverloadedException(
                "The disk is slower than what comes in. Nothing of this was kept.",
                RetryAfter
            )
            {
                Reason = "queue_full",
            };
        }

        if (!_queue.Writer.TryWrite(batch))
        {
            Interlocked.Add(ref _queuedBytes, -bytes);
            metrics.CommitRefused("stopping");
            throw new OverloadedException("The host is stopping. Nothing of this was kept.", RetryAfter)
            {
                Reason = "stopping",
            };
        }

        // Not before it can be read: whoever is released by it takes it along.
        window.Enter(bytes);
        return _options.Durability != Durability.None;
    }

    /// <summary>Waits for batches, and as long as it pays for more of them.</summary>
    /// <returns>False when there are none and none will come.</returns>
    public async ValueTask<bool> WaitForGroupAsync()
    {
        if (!await Batches.WaitToReadAsync())
        {
            return false;
        }

        await window.WaitAsync();
        return true;
    }

    /// <summary>No more batches are taken; those that wait are committed.</summary>
    public void Stop()
    {
        _queue.Writer.TryComplete();
        window.Close();
    }

    /// <summary>Called by the commit loop when a group of so many bytes has left the queue, before its committers are told.</summary>
    public void Leave(IReadOnlyList<StoredBatch> group, long bytes)
    {
        Interlocked.Add(ref _queuedBytes, -bytes);
        window.Leave(group);
    }
}
