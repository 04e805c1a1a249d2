using Monolith.Platform.Problems;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Otlp;

/// <summary>
/// Finds the log records in an ExportLogsServiceRequest and hands them to the pipeline, straight from the wire bytes. The
/// numbers are those of opentelemetry/proto/logs/v1/logs.proto.
/// </summary>
internal sealed class OtlpLogsDecoder
{
    private static readonly ReadOnlyMemory<byte> ScopeName = "otel.scope.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FlagsName = "trace_flags"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SeverityName = "severity_number"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _request;
    private readonly DecodeLimits _limits;
    private readonly ILogPipelineBatch _batch;
    private readonly AnyValueReader _values;
    private readonly OtlpEnvelope _envelope;
    private long _position;

    public OtlpLogsDecoder(ReadOnlyMemory<byte> request, DecodeLimits limits, ILogPipelineBatch batch)
    {
        _request = request;
        _limits = limits;
        _batch = batch;
        _values = new AnyValueReader(request, limits.MaxDepth, batch.Scratch);
        _envelope = new OtlpEnvelope("ExportLogsServiceRequest", request, _values, batch.Scratch, batch.Record);
    }

    /// <summary>Reads the whole request.</summary>
    /// <exception cref="InvalidRequestException">It is no such message. Then nothing of it must be committed.</exception>
    /// <exception cref="TooLargeException">It holds more records than one request may.</exception>
    public void Decode() => _envelope.Decode(DecodeRecord);

    private void DecodeRecord(Slice message)
    {
        _limits.CheckCount(++_position);
        var raw = message.Of(_request);
        if (message.Length > _limits.MaxRecordBytes)
        {
            _batch.Reject(RejectReason.RecordTooLarge, _limits.RecordTooLargeDetail, _position, raw);
            return;
        }

        _batch.Record.ServiceName = _envelope.Service;
        if (!_envelope.ScopeName.IsEmpty)
        {
            _batch.Record.Attributes.Add(ScopeName, _envelope.ScopeName);
        }

        foreach (var attribute in _envelope.Scope)
        {
            _batch.Record.Attributes.Add(attribute.Key, attribute.Value);
        }

        if (TryReadRecord(message))
        {
            _batch.Submit(_position, raw);
        }
        else
        {
            _batch.Reject(_values.Reason, _values.Detail, _position, raw);
        }
    }

    private bool TryReadRecord(Slice message)
    {
        var record = _batch.Record;
        var fields = new ProtobufReader(_request.Span, message);
        while (fields.TryNext())
        {
            var isRead = fields.Wire switch
            {
                WireType.Bytes => TryReadBytes(record, fields.Number, fields.Bytes),
                _ => TryReadNumber(record, fields.Number, fields.Value),
            };
            if (!isRead)
            {
                return false;
            }
        }

        return !fields.IsBroken || _values.FailBroken();
    }

    private bool TryReadBytes(LogRecord record, int field, Slice bytes)
    {
        switch (field)
        {
            case 6:
                return _values.TryAdd(bytes, default, record.Attributes);
            case 5:
                var isText = _values.TryReadText(bytes, out var body);
                record.Body = body;
                return isText;
            case 3:
                record.SeverityText = bytes.Of(_request);
                return _values.TryCheckUtf8(bytes);
            case 9:
                record.TraceId = bytes.Of(_request);
                return true;
            case 10:
                record.SpanId = bytes.Of(_request);
                return true;
            case 12:
                record.EventName = bytes.Of(_request);
                return _values.TryCheckUtf8(bytes);
            default:
                return true;
        }
    }

    private bool TryReadNumber(LogRecord record, int field, ulong value)
    {
        switch (field)
        {
            case 1:
                record.TimeUnixNano = ToUnixNano(value);
                break;
            case 11:
                record.ObservedTimeUnixNano = ToUnixNano(value);
                break;
            case 2 when value <= 24:
                record.Severity = (SeverityNumber)value;
                break;
            case 2:
                record.Attributes.Add(SeverityName, _values.Format((long)value));
                break;
            case 7 when value > 0:
                record.Attributes.Add(OtlpEnvelope.DroppedAttributes, _values.Format((long)value));
                break;
            case 8 when value > 0:
                record.Attributes.Add(FlagsName, _values.Format((long)value));
                break;
        }

        return true;
    }

    // The wire has unsigned nanoseconds; those that do not fit lie after the year 2262 and are refused as too far ahead.
    private static long ToUnixNano(ulong value) => (long)Math.Min(value, long.MaxValue);
}
