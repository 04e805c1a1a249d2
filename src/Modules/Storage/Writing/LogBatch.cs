using System.Text;
using System.Threading.Tasks.Sources;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Tail;

namespace Monolith.Storage.Writing;

/// <summary>
/// A batch, its columns and the promise that its committer waits for. Used again and again: it goes back to the writer
/// when both its user and the commit loop are done with it.
/// </summary>
internal sealed class LogBatch(LogWriter writer, LogTail tail, DeliveryWindow deliveries, ushort retentionDays)
    : ILogBatch,
        IValueTaskSource
{
    private const int LongestTenant = 64;
    private readonly byte[] _tenant = new byte[LongestTenant];
    private ManualResetValueTaskSourceCore<bool> _committed = new() { RunContinuationsAsynchronously = true };
    private int _tenantBytes;
    private int _holders;
    private bool _isDisposed;
    private TailedBatch? _tailed;

    /// <summary>The records.</summary>
    public LogBlock Logs { get; } = new();

    /// <summary>What could not be read.</summary>
    public QuarantineBlock Quarantined { get; } = new();

    /// <summary>The deliveries that the batch brings.</summary>
    public DeliveryClaims Deliveries { get; } = new();

    /// <inheritdoc/>
    public int Count => Logs.Rows;

    /// <summary>The row of the joined block at which the records begin; null when they are a frame of their own.</summary>
    public int? JoinedAt { get; set; }

    /// <summary>How many bytes the batch takes.</summary>
    public long EncodedBytes => Logs.Block.EncodedBytes + Quarantined.Block.EncodedBytes;

    /// <summary>Makes the batch ready for a new user.</summary>
    public void Begin(TenantId tenant)
    {
        _tenantBytes = Encoding.UTF8.GetBytes(tenant.Value, _tenant);
        _committed.Reset();
        _holders = 1;
        _isDisposed = false;
        _tailed = null;
    }

    /// <inheritdoc/>
    public void Append(LogRecord record)
    {
        var tenant = _tenant.AsSpan(0, _tenantBytes);
        Logs.Append(tenant, record, retentionDays);
        if (tail.IsWatched)
        {
            tail.Offer(tenant, record, Logs.Rows - 1, ref _tailed);
        }
    }

    /// <inheritdoc/>
    public void AppendQuarantined(in QuarantinedRecord record) =>
        Quarantined.Append(_tenant.AsSpan(0, _tenantBytes), record, retentionDays);

    /// <inheritdoc/>
    public DeliveryClaim Claim(ReadOnlySpan<byte> name) => deliveries.Claim(deliveries.IdOf(name), Deliveries);

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        // Once it is queued a commit is carried through: what was asked to stop might be on the disk already.
        cancellationToken.ThrowIfCancellationRequested();
        if (Logs.Rows + Quarantined.Rows == 0)
        {
            Settle(isDurable: true);
            return ValueTask.CompletedTask;
        }

        Interlocked.Increment(ref _holders);
        try
        {
            return writer.Enqueue(this) ? new ValueTask(this, _committed.Version) : ValueTask.CompletedTask;
        }
        catch
        {
            Settle(isDurable: false);
            Release();
            throw;
        }
    }

    /// <summary>Called by the commit loop when the batch is durable, or is not going to be.</summary>
    /// <param name="firstId">The id of the first record; those of the others follow it.</param>
    /// <param name="error">Why the batch is not durable, or null.</param>
    public void Complete(ulong firstId, Exception? error)
    {
        Settle(isDurable: error is null);
        if (error is null)
        {
            _tailed?.Show(firstId);
            _committed.SetResult(true);
        }
        else
        {
            _committed.SetException(error);
        }

        Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Release();
        }
    }

    void IValueTaskSource.GetResult(short token) => _committed.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _committed.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _committed.OnCompleted(continuation, state, token, flags);

    // Does nothing when it was done before.
    private void Settle(bool isDurable)
    {
        if (Deliveries.Count > 0)
        {
            deliveries.Settle(Deliveries, isDurable);
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Settle(isDurable: false);
            writer.TakeBack(this);
        }
    }
}
