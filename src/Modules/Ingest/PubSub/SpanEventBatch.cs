using Monolith.Ingest.Otlp;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.PubSub;

/// <summary>The spans of one tenant in one delivery.</summary>
internal sealed class SpanEventBatch(ISpanPipelineBatch batch, CloudEvent message)
    : DeliveryBatch(batch),
        ISpanPipelineBatch
{
    /// <inheritdoc/>
    public SpanRecord Record => batch.Record;

    /// <inheritdoc/>
    public override Shape OtlpRequest => OtlpShapes.TracesRequest;

    /// <summary>Hands the span on. Where it does not say whose it is, the event does.</summary>
    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        if (batch.Record.ServiceName.IsEmpty && !IsNobody(message.Source.Span))
        {
            batch.Record.ServiceName = message.Source;
        }

        return batch.Submit(NextPosition(), raw);
    }

    /// <inheritdoc/>
    public override void DecodeOtlp(ReadOnlyMemory<byte> protobuf, DecodeLimits limits) =>
        new OtlpTracesDecoder(protobuf, limits, this).Decode();

    /// <inheritdoc/>
    public override void ClearRecord() => batch.Record.Clear();

    /// <inheritdoc/>
    public override void ClearResource() => batch.Record.ClearResource();
}
