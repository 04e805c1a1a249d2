using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>The batch of one replayed record, which says that it was in quarantine.</summary>
internal abstract class ReplayBatch(IPipelineBatch batch, QuarantinedRow row) : IPipelineBatch
{
    /// <summary>The attribute that says it.</summary>
    protected static readonly ReadOnlyMemory<byte> IdName = "monolith.quarantine_id"u8.ToArray();

    /// <summary>Its value.</summary>
    protected ReadOnlyMemory<byte> Id { get; } = Encoding.UTF8.GetBytes(row.Id);

    /// <inheritdoc/>
    public ScratchBuffer Scratch => batch.Scratch;

    /// <inheritdoc/>
    public long Received => batch.Received;

    /// <inheritdoc/>
    public BatchOutcome Outcome => batch.Outcome;

    /// <inheritdoc/>
    public void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw) =>
        batch.Reject(reason, detail, position, raw);

    /// <inheritdoc/>
    public DeliveryClaim Claim(ReadOnlySpan<byte> name) => batch.Claim(name);

    /// <inheritdoc/>
    public ValueTask<BatchOutcome> CommitAsync(CancellationToken cancellationToken) =>
        batch.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();
}

/// <summary>The batch of one log record. It came when it was refused, not now.</summary>
internal sealed class LogReplayBatch(ILogPipelineBatch batch, QuarantinedRow row)
    : ReplayBatch(batch, row),
        ILogPipelineBatch
{
    private readonly long _came = row.Time.ToUnixNano();

    /// <inheritdoc/>
    public LogRecord Record => batch.Record;

    /// <inheritdoc/>
    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        if (batch.Record.ObservedTimeUnixNano == 0)
        {
            batch.Record.ObservedTimeUnixNano = _came;
        }

        batch.Record.Attributes.Add(IdName, Id);
        return batch.Submit(position, raw);
    }
}

/// <summary>The batch of one span.</summary>
internal sealed class SpanReplayBatch(ISpanPipelineBatch batch, QuarantinedRow row)
    : ReplayBatch(batch, row),
        ISpanPipelineBatch
{
    /// <inheritdoc/>
    public SpanRecord Record => batch.Record;

    /// <inheritdoc/>
    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        batch.Record.Attributes.Add(IdName, Id);
        return batch.Submit(position, raw);
    }
}
