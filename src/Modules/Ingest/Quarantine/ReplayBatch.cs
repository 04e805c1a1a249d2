using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>The batch of one replayed record. It came when it was refused, not now, and says that it was in quarantine.</summary>
internal sealed class ReplayBatch(ILogPipelineBatch batch, QuarantinedRow row) : ILogPipelineBatch
{
    private static readonly ReadOnlyMemory<byte> IdName = "monolith.quarantine_id"u8.ToArray();
    private readonly ReadOnlyMemory<byte> _id = Encoding.UTF8.GetBytes(row.Id);

    /// <inheritdoc/>
    public LogRecord Record => batch.Record;

    /// <inheritdoc/>
    public ScratchBuffer Scratch => batch.Scratch;

    /// <inheritdoc/>
    public long Received => batch.Received;

    /// <inheritdoc/>
    public BatchOutcome Outcome => batch.Outcome;

    /// <inheritdoc/>
    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        if (batch.Record.ObservedTimeUnixNano == 0)
        {
            batch.Record.ObservedTimeUnixNano = row.Time.ToUnixNano();
        }

        batch.Record.Attributes.Add(IdName, _id);
        return batch.Submit(position, raw);
    }

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
