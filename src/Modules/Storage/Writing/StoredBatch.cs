using System.Text;
using System.Threading.Tasks.Sources;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;

namespace Monolith.Storage.Writing;

/// <summary>
/// A batch, its columns and the promise that its committer waits for. Used again and again: it goes back to its writer
/// when both its user and the commit loop are done with it.
/// </summary>
internal abstract class StoredBatch(CommitQueue queue, DeliveryWindow deliveries) : ISignalBatch, IValueTaskSource
{
    private const int LongestTenant = 64;
    private readonly byte[] _tenant = new byte[LongestTenant];
    private ManualResetValueTaskSourceCore<bool> _committed = new() { RunContinuationsAsynchronously = true };
    private int _tenantBytes;
    private int _holders;
    private bool _isDisposed;
    private long? _encodedBytes;

    /// <summary>What was appended.</summary>
    public abstract StreamBlock Content { get; }

    /// <summary>What could not be read.</summary>
    public QuarantineBlock Quarantined { get; } = new();

    /// <summary>The deliveries that the batch brings.</summary>
    public DeliveryClaims Deliveries { get; } = new();

    /// <inheritdoc/>
    public int Count => Content.Rows;

    /// <summary>The row of the joined block at which the rows begin; null when they are a frame of their own.</summary>
    public int? JoinedAt { get; set; }

    /// <summary>How many bytes the batch takes. Asked for once nothing more is appended, and measured once.</summary>
    public long EncodedBytes => _encodedBytes ??= Content.Block.EncodedBytes + Quarantined.Block.EncodedBytes;

    /// <summary>How many bytes its memory has room for, more or less: those of the largest content that it ever had.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Whose the batch is, UTF-8.</summary>
    protected ReadOnlySpan<byte> Tenant => _tenant.AsSpan(0, _tenantBytes);

    /// <summary>How long the rows are kept.</summary>
    protected ushort RetentionDays { get; private set; }

    /// <summary>Makes the batch ready for a new user.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="retentionDays">How long its rows are kept.</param>
    public void Begin(TenantId tenant, ushort retentionDays)
    {
        RetentionDays = retentionDays;
        _tenantBytes = Encoding.UTF8.GetBytes(tenant.Value, _tenant);
        _committed.Reset();
        _encodedBytes = null;
        _holders = 1;
        _isDisposed = false;
    }

    /// <inheritdoc/>
    public void AppendQuarantined(in QuarantinedRecord record) => Quarantined.Append(Tenant, record, RetentionDays);

    /// <inheritdoc/>
    public DeliveryClaim Claim(ReadOnlySpan<byte> name) => deliveries.Claim(deliveries.IdOf(name), Deliveries);

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        // Once it is queued a commit is carried through: what was asked to stop might be on the disk already.
        cancellationToken.ThrowIfCancellationRequested();
        if (Content.Rows + Quarantined.Rows == 0)
        {
            Settle(isDurable: true);
            return ValueTask.CompletedTask;
        }

        Interlocked.Increment(ref _holders);
        try
        {
            return queue.Enqueue(this) ? new ValueTask(this, _committed.Version) : ValueTask.CompletedTask;
        }
        catch
        {
            Settle(isDurable: false);
            Release();
            throw;
        }
    }

    /// <summary>Called by the commit loop when the batch is durable, or is not going to be.</summary>
    /// <param name="firstId">The id of the first row; those of the others follow it.</param>
    /// <param name="error">Why the batch is not durable, or null.</param>
    public void Complete(ulong firstId, Exception? error)
    {
        Settle(isDurable: error is null);
        if (error is null)
        {
            ShowDurable(firstId);
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

    /// <summary>Forgets what was appended and keeps the memory.</summary>
    public void Clear()
    {
        HeldBytes = Math.Max(HeldBytes, EncodedBytes);
        Content.Block.Clear();
        Quarantined.Block.Clear();
    }

    /// <summary>Gives the memory back. The batch must not be used again.</summary>
    public void ReturnMemory()
    {
        Content.Dispose();
        Quarantined.Dispose();
    }

    void IValueTaskSource.GetResult(short token) => _committed.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _committed.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _committed.OnCompleted(continuation, state, token, flags);

    /// <summary>Called when the rows are durable, before the committer is told.</summary>
    protected virtual void ShowDurable(ulong firstId) { }

    /// <summary>Gives the batch back to its writer: nobody uses it any more.</summary>
    protected abstract void GoBack();

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
            GoBack();
        }
    }
}
