using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Tail;

namespace Monolith.Storage.Writing;

/// <summary>A batch of log records, which watchers see once it is durable.</summary>
internal sealed class LogBatch(BatchPool<LogBatch> pool, CommitQueue queue, LogTail tail, DeliveryWindow deliveries)
    : StoredBatch(queue, deliveries),
        ILogBatch
{
    private TailedBatch? _tailed;

    /// <summary>The records.</summary>
    public LogBlock Logs { get; } = new();

    /// <inheritdoc/>
    public override StreamBlock Content => Logs;

    /// <inheritdoc/>
    public void Append(LogRecord record)
    {
        Logs.Append(Tenant, record, RetentionDays);
        if (tail.IsWatched)
        {
            tail.Offer(Tenant, record, Logs.Rows - 1, ref _tailed);
        }
    }

    /// <inheritdoc/>
    protected override void ShowDurable(ulong firstId) => _tailed?.Show(firstId);

    /// <inheritdoc/>
    protected override void GoBack()
    {
        _tailed = null;
        pool.TakeBack(this);
    }
}
