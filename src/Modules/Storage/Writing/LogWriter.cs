using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Tail;

namespace Monolith.Storage.Writing;

/// <summary>Lends batches out and queues them for the commit loop.</summary>
internal sealed class LogWriter(
    IOptions<StorageOptions> options,
    IOptions<RetentionOptions> retention,
    LogTail tail,
    DeliveryWindow deliveries,
    StorageMetrics metrics
) : ILogWriter
{
    // A batch keeps the memory of the largest content that it ever had, so large ones are let go and few are kept.
    private const int KeptBatches = 32;
    private const long KeptBatchBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly StorageOptions _options = options.Value;
    private readonly ConcurrentQueue<LogBatch> _idle = new();
    private readonly Channel<LogBatch> _queue = Channel.CreateUnbounded<LogBatch>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private long _queuedBytes;

    /// <summary>The batches that wait to be committed.</summary>
    public ChannelReader<LogBatch> Queue => _queue.Reader;

    /// <summary>How many bytes wait to be committed.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <inheritdoc/>
    public ILogBatch Open(TenantId tenant)
    {
        if (!_idle.TryDequeue(out var batch))
        {
            batch = new LogBatch(this, tail, deliveries, (ushort)retention.Value.RetentionDays);
        }

        batch.Begin(tenant);
        return batch;
    }

    /// <summary>Queues a batch.</summary>
    /// <returns>False when its committer need not wait.</returns>
    /// <exception cref="OverloadedException">There is no room, or the host is stopping.</exception>
    public bool Enqueue(LogBatch batch)
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

        return _options.Durability != Durability.None;
    }

    /// <summary>No more batches are taken; those that wait are committed.</summary>
    public void Stop() => _queue.Writer.TryComplete();

    /// <summary>Called by the commit loop when so many bytes have left the queue.</summary>
    public void Leave(long bytes) => Interlocked.Add(ref _queuedBytes, -bytes);

    /// <summary>Keeps a batch that nobody uses any more for the next user.</summary>
    public void TakeBack(LogBatch batch)
    {
        var keep = batch.EncodedBytes <= KeptBatchBytes && _idle.Count < KeptBatches;
        batch.Logs.Block.Clear();
        batch.Quarantined.Block.Clear();
        if (keep)
        {
            _idle.Enqueue(batch);
        }
        else
        {
            batch.Logs.Dispose();
            batch.Quarantined.Dispose();
        }
    }
}
