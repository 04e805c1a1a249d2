using Monolith.Ingest.Otlp;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.PubSub;

/// <summary>What one tenant has in one delivery. Stands between the decoders and the pipeline's batch.</summary>
internal abstract class DeliveryBatch(IPipelineBatch batch) : IPipelineBatch
{
    private long _position;

    /// <inheritdoc/>
    public ScratchBuffer Scratch => batch.Scratch;

    /// <inheritdoc/>
    public long Received => batch.Received;

    /// <inheritdoc/>
    public BatchOutcome Outcome => batch.Outcome;

    /// <summary>How many bytes its messages have.</summary>
    public long Bytes { get; set; }

    /// <summary>Whether the batch has become durable.</summary>
    public bool IsDurable { get; private set; }

    /// <summary>The message of OTLP that holds what the batch takes.</summary>
    public abstract Shape OtlpRequest { get; }

    /// <summary>Reads such a message.</summary>
    /// <exception cref="Platform.Problems.InvalidRequestException">It breaks off somewhere. What stands before that place
    /// was taken.</exception>
    public abstract void DecodeOtlp(ReadOnlyMemory<byte> protobuf, DecodeLimits limits);

    /// <summary>Forgets the record in progress.</summary>
    public abstract void ClearRecord();

    /// <summary>Forgets the resource, which was that of one message alone.</summary>
    public abstract void ClearResource();

    /// <inheritdoc/>
    public void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw) =>
        batch.Reject(reason, detail, NextPosition(), raw);

    /// <inheritdoc/>
    public DeliveryClaim Claim(ReadOnlySpan<byte> name) => batch.Claim(name);

    /// <inheritdoc/>
    public async ValueTask<BatchOutcome> CommitAsync(CancellationToken cancellationToken)
    {
        var outcome = await batch.CommitAsync(cancellationToken);
        IsDurable = true;
        return outcome;
    }

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    /// <summary>The next one's place. Decoders count within a message; here it is counted within the delivery.</summary>
    protected long NextPosition() => ++_position;

    // What sidecars write when they do not know who published.
    protected static bool IsNobody(ReadOnlySpan<byte> source) => source.SequenceEqual("Dapr"u8);
}
