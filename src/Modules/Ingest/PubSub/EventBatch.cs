using Monolith.Ingest.Json;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.PubSub;

/// <summary>
/// The records of one tenant in one delivery. Stands between the decoders and the pipeline's batch, and gives each record
/// what its event knows and the record does not say itself. The table is in docs/ingest/dapr.md.
/// </summary>
internal sealed class EventBatch(ILogPipelineBatch batch, CloudEvent message, bool isEvent)
    : DeliveryBatch(batch),
        ILogPipelineBatch
{
    private static readonly ReadOnlyMemory<byte> IdName = "cloudevents.event_id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SourceName = "cloudevents.event_source"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> TypeName = "cloudevents.event_type"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SubjectName = "cloudevents.event_subject"u8.ToArray();

    /// <inheritdoc/>
    public LogRecord Record => batch.Record;

    /// <inheritdoc/>
    public override Shape OtlpRequest => OtlpShapes.LogsRequest;

    /// <summary>Hands the record on, with what the event knows.</summary>
    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        var record = batch.Record;
        FillTime(record);
        FillTraceContext(record);
        if (record.ServiceName.IsEmpty && !IsNobody(message.Source.Span))
        {
            record.ServiceName = message.Source;
        }

        if (record.CorrelationId.IsEmpty)
        {
            record.CorrelationId = message.CorrelationId;
        }

        if (isEvent && record.EventName.IsEmpty)
        {
            record.EventName = message.Type;
        }

        AddAttribute(IdName, message.Id);
        AddAttribute(SourceName, message.Source);
        AddAttribute(TypeName, message.Type);
        AddAttribute(SubjectName, message.Subject);
        return batch.Submit(NextPosition(), raw);
    }

    /// <inheritdoc/>
    public override void DecodeOtlp(ReadOnlyMemory<byte> protobuf, DecodeLimits limits) =>
        new OtlpLogsDecoder(protobuf, limits, this).Decode();

    /// <inheritdoc/>
    public override void ClearRecord() => batch.Record.Clear();

    /// <inheritdoc/>
    public override void ClearResource() => batch.Record.ClearResource();

    private void AddAttribute(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            batch.Record.Attributes.Add(name, value);
        }
    }

    // The time of publishing has whole seconds only: good enough when there is no other.
    private void FillTime(LogRecord record)
    {
        if (
            record is { TimeUnixNano: 0, ObservedTimeUnixNano: 0 }
            && !message.Time.IsEmpty
            && TimeText.TryRead(message.Time.Span, out var time)
        )
        {
            record.TimeUnixNano = time;
        }
    }

    // version-traceid-spanid-flags, as W3C has it: 2, 32, 16 and 2 digits.
    private void FillTraceContext(LogRecord record)
    {
        var context = message.TraceParent;
        if (record.TraceId.IsEmpty && record.SpanId.IsEmpty && context.Length >= 55)
        {
            record.TraceId = context.Slice(3, 32);
            record.SpanId = context.Slice(36, 16);
            record.IdsAreText = true;
        }
    }
}
