using System.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>
/// Writes an ExportLogsServiceRequest. The numbers are those of opentelemetry/proto/logs/v1/logs.proto. Records that follow each other
/// and have one resource share it. Not thread-safe.
/// </summary>
internal sealed class OtlpRequest
{
    private static readonly ReadOnlyMemory<byte> ServiceName = "service.name"u8.ToArray();

    private readonly ArrayBufferWriter<byte> _request = new();
    private readonly ArrayBufferWriter<byte> _records = new();
    private readonly ArrayBufferWriter<byte> _record = new();
    private ArrayBufferWriter<byte> _resource = new();
    private ArrayBufferWriter<byte> _previous = new();

    /// <summary>The request with all records of a batch. Valid until the next one.</summary>
    public ReadOnlyMemory<byte> Of(OutgoingBatch batch)
    {
        _request.ResetWrittenCount();
        _records.ResetWrittenCount();
        foreach (var (_, record, _) in batch.Records())
        {
            WriteResource(record);
            if (!_resource.WrittenSpan.SequenceEqual(_previous.WrittenSpan))
            {
                Finish();
            }

            (_previous, _resource) = (_resource, _previous);
            WriteRecord(record);
            _records.WriteBytes(2, _record.WrittenSpan);
        }

        Finish();
        return _request.WrittenMemory;
    }

    private void Finish()
    {
        if (_records.WrittenCount == 0)
        {
            return;
        }

        var resource = _previous.WrittenSpan;
        var scope = _records.WrittenSpan;
        _request.WriteMessage(
            1,
            ProtobufFields.MeasureBytes(resource.Length) + ProtobufFields.MeasureBytes(scope.Length)
        );
        _request.WriteMessage(1, resource.Length);
        _request.Write(resource);
        _request.WriteBytes(2, scope);
        _records.ResetWrittenCount();
    }

    private void WriteResource(LogRecord record)
    {
        _resource.ResetWrittenCount();
        WriteAttribute(_resource, 1, ServiceName, record.ServiceName);
        foreach (ref readonly var attribute in record.Resource.Items)
        {
            if (!attribute.Key.Span.SequenceEqual(ServiceName.Span))
            {
                WriteAttribute(_resource, 1, attribute.Key, attribute.Value);
            }
        }
    }

    private void WriteRecord(LogRecord record)
    {
        _record.ResetWrittenCount();
        _record.WriteFixed64(1, (ulong)record.TimeUnixNano);
        _record.WriteNumber(2, (ulong)record.Severity);
        _record.WriteBytes(3, RecordFields.Valid(record.SeverityText.Span));
        var body = RecordFields.Valid(record.Body.Span);
        if (!body.IsEmpty)
        {
            _record.WriteMessage(5, ProtobufFields.MeasureBytes(body.Length));
            _record.WriteBytes(1, body);
        }

        RecordFields.Visit(record, (name, value) => WriteAttribute(_record, 6, name, value));
        _record.WriteBytes(9, record.TraceId.Span);
        _record.WriteBytes(10, record.SpanId.Span);
        _record.WriteFixed64(11, (ulong)record.ObservedTimeUnixNano);
        _record.WriteBytes(12, RecordFields.Valid(record.EventName.Span));
    }

    // KeyValue { key = 1, value = 2: AnyValue { string_value = 1 } }. A text that is empty is written all the same: it is one of several
    // things that a value can be, and nothing would be none of them.
    private static void WriteAttribute(
        ArrayBufferWriter<byte> to,
        int field,
        ReadOnlyMemory<byte> name,
        ReadOnlyMemory<byte> value
    )
    {
        var key = RecordFields.Valid(name.Span);
        var text = RecordFields.Valid(value.Span);
        var any = ProtobufFields.MeasureBytes(text.Length);
        to.WriteMessage(field, ProtobufFields.MeasureBytes(key.Length) + ProtobufFields.MeasureBytes(any));
        to.WriteMessage(1, key.Length);
        to.Write(key);
        to.WriteMessage(2, any);
        to.WriteMessage(1, text.Length);
        to.Write(text);
    }
}
