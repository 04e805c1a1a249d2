using System.Collections.Concurrent;
using Monolith.Platform.Security;

namespace Monolith.Storage.Writing;

/// <summary>Lends batches out, those that were used before first. Thread-safe.</summary>
/// <param name="make">Makes a batch that goes back to the pool.</param>
internal sealed class BatchPool<TBatch>(Func<BatchPool<TBatch>, TBatch> make)
    where TBatch : StoredBatch
{
    // A batch keeps the memory of the largest content that it ever had, so large ones are let go, and few are kept of those
    // that are not small.
    private const int KeptBatches = 256;
    private const long KeptBatchBytes = 4 * 1024 * 1024;
    private const long KeptBytes = 32 * KeptBatchBytes;

    private readonly ConcurrentQueue<TBatch> _idle = new();
    private long _keptBytes;

    /// <summary>An empty batch.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="retentionDays">How long its rows are kept.</param>
    public TBatch Lend(TenantId tenant, ushort retentionDays)
    {
        if (_idle.TryDequeue(out var batch))
        {
            Interlocked.Add(ref _keptBytes, -batch.HeldBytes);
        }
        else
        {
            batch = make(this);
        }

        batch.Begin(tenant, retentionDays);
        return batch;
    }

    /// <summary>Keeps a batch that nobody uses any more for the next user.</summary>
    public void TakeBack(TBatch batch)
    {
        batch.Clear();
        var kept = Interlocked.Add(ref _keptBytes, batch.HeldBytes);
        if (batch.HeldBytes <= KeptBatchBytes && kept <= KeptBytes && _idle.Count < KeptBatches)
        {
            _idle.Enqueue(batch);
        }
        else
        {
            Interlocked.Add(ref _keptBytes, -batch.HeldBytes);
            batch.ReturnMemory();
        }
    }
}
