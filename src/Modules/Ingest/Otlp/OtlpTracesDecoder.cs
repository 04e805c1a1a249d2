using Monolith.Platform.Problems;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Otlp;

/// <summary>
/// Finds the spans in an ExportTraceServiceRequest and hands them to the pipeline, straight from the wire bytes. The
/// numbers are those of opentelemetry/proto/trace/v1/trace.proto.
/// </summary>
internal sealed class OtlpTracesDecoder
{
    /// <summary>How spans that came by OTLP are told from log records that did, in quarantine and in metrics.</summary>
    public const string Source = "otlp_traces";

    private const ulong TraceFlags = 0xFF;
    private const ulong Sampled = 1;

    private static readonly ReadOnlyMemory<byte> DroppedEvents = "otel.dropped_events_count"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> DroppedLinks = "otel.dropped_links_count"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FlagsName = "trace_flags"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> TraceStateName = "trace_state"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> KindName = "span.kind"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> StatusName = "otel.status_code"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _request;
    private readonly DecodeLimits _limits;
    private readonly ISpanPipelineBatch _batch;
    private readonly AnyValueReader _values;
    private readonly OtlpEnvelope _envelope;
    private long _position;

    public OtlpTracesDecoder(ReadOnlyMemory<byte> request, DecodeLimits limits, ISpanPipelineBatch batch)
    {
        _request = request;
        _limits = limits;
        _batch = batch;
        _values = new AnyValueReader(request, limits.MaxDepth, batch.Scratch);
        _envelope = new OtlpEnvelope("ExportTraceServiceRequest", request, _values, batch.Scratch, batch.Record);
    }

    /// <summary>Reads the whole request.</summary>
    /// <exception cref="InvalidRequestException">It is no such message. Then nothing of it must be committed.</exception>
    /// <exception cref="TooLargeException">It holds more spans than one request may.</exception>
    public void Decode() => _envelope.Decode(DecodeSpan);

    private void DecodeSpan(Slice message)
    {
        _limits.CheckCount(++_position);
        var raw = message.Of(_request);
        if (message.Length > _limits.MaxRecordBytes)
        {
            _batch.Reject(RejectReason.RecordTooLarge, _limits.RecordTooLargeDetail, _position, raw);
            return;
        }

        _batch.Record.ServiceName = _envelope.Service;
        _batch.Record.ScopeName = _envelope.ScopeName;
        foreach (var attribute in _envelope.Scope)
        {
            _batch.Record.Attributes.Add(attribute.Key, attribute.Value);
        }

        if (TryReadSpan(message))
        {
            _batch.Submit(_position, raw);
        }
        else
        {
            _batch.Reject(_values.Reason, _values.Detail, _position, raw);
        }
    }

    private bool TryReadSpan(Slice message)
    {
        var span = _batch.Record;
        var fields = new ProtobufReader(_request.Span, message);
        while (fields.TryNext())
        {
            if (fields.Wire != WireType.Bytes)
            {
                ReadNumber(span, fields.Number, fields.Value);
            }
            else if (!TryReadBytes(span, fields.Number, fields.Bytes))
            {
                return false;
            }
        }

        return !fields.IsBroken || _values.FailBroken();
    }

    private bool TryReadBytes(SpanRecord span, int field, Slice bytes)
    {
        switch (field)
        {
            case 1:
                span.TraceId = bytes.Of(_request);
                return true;
            case 2:
                span.SpanId = bytes.Of(_request);
                return true;
            case 3:
                span.TraceState = bytes.Of(_request);
                return _values.TryCheckUtf8(bytes);
            case 4:
                span.ParentSpanId = bytes.Of(_request);
                return true;
            case 5:
                span.Name = bytes.Of(_request);
                return _values.TryCheckUtf8(bytes);
            case 9:
                return _values.TryAdd(bytes, default, span.Attributes);
            case 11:
                return TryReadEvent(bytes, span.Events);
            case 13:
                return TryReadLink(bytes, span.Links);
            case 15:
                return TryReadStatus(bytes, span);
            default:
                return true;
        }
    }

    private void ReadNumber(SpanRecord span, int field, ulong value)
    {
        switch (field)
        {
            case 6 when value <= (ulong)SpanKind.Consumer:
                span.Kind = (SpanKind)value;
                break;
            case 6:
                span.Attributes.Add(KindName, _values.Format((long)value));
                break;
            case 7:
                span.StartUnixNano = ToUnixNano(value);
                break;
            case 8:
                span.EndUnixNano = ToUnixNano(value);
                break;
            case 10 when value > 0:
                span.Attributes.Add(OtlpEnvelope.DroppedAttributes, _values.Format((long)value));
                break;
            case 12 when value > 0:
                span.Attributes.Add(DroppedEvents, _values.Format((long)value));
                break;
            case 14 when value > 0:
                span.Attributes.Add(DroppedLinks, _values.Format((long)value));
                break;
            case 16:
                AddFlags(value, span.Attributes);
                break;
        }
    }

    private bool TryReadEvent(Slice message, AttributedList<SpanEvent> events)
    {
        events.Add(default);
        var fields = new ProtobufReader(_request.Span, message);
        while (fields.TryNext())
        {
            ref var item = ref events.Items[^1];
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Fixed64:
                    item = item with { TimeUnixNano = ToUnixNano(fields.Value) };
                    break;
                case 2 when fields.Wire == WireType.Bytes:
                    item = item with { Name = fields.Bytes.Of(_request) };
                    if (!_values.TryCheckUtf8(fields.Bytes))
                    {
                        return false;
                    }

                    break;
                case 3 when fields.Wire == WireType.Bytes:
                    if (!_values.TryAdd(fields.Bytes, default, events.Attributes))
                    {
                        return false;
                    }

                    break;
                case 4 when fields is { Wire: WireType.Varint, Value: > 0 }:
                    events.Attributes.Add(OtlpEnvelope.DroppedAttributes, _values.Format((long)fields.Value));
                    break;
            }
        }

        return !fields.IsBroken || _values.FailBroken();
    }

    private bool TryReadLink(Slice message, AttributedList<SpanLink> links)
    {
        links.Add(default);
        var fields = new ProtobufReader(_request.Span, message);
        while (fields.TryNext())
        {
            ref var item = ref links.Items[^1];
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Bytes:
                    item = item with { TraceId = fields.Bytes.Of(_request) };
                    break;
                case 2 when fields.Wire == WireType.Bytes:
                    item = item with { SpanId = fields.Bytes.Of(_request) };
                    break;
                case 3 when fields is { Wire: WireType.Bytes, Bytes.Length: > 0 }:
                    links.Attributes.Add(TraceStateName, fields.Bytes.Of(_request));
                    if (!_values.TryCheckUtf8(fields.Bytes))
                    {
                        return false;
                    }

                    break;
                case 4 when fields.Wire == WireType.Bytes:
                    if (!_values.TryAdd(fields.Bytes, default, links.Attributes))
                    {
                        return false;
                    }

                    break;
                case 5 when fields is { Wire: WireType.Varint, Value: > 0 }:
                    links.Attributes.Add(OtlpEnvelope.DroppedAttributes, _values.Format((long)fields.Value));
                    break;
                case 6 when fields.Wire == WireType.Fixed32:
                    AddFlags(fields.Value, links.Attributes);
                    break;
            }
        }

        return !fields.IsBroken || _values.FailBroken();
    }

    private bool TryReadStatus(Slice message, SpanRecord span)
    {
        var fields = new ProtobufReader(_request.Span, message);
        while (fields.TryNext())
        {
            switch (fields.Number)
            {
                case 2 when fields.Wire == WireType.Bytes:
                    span.StatusMessage = fields.Bytes.Of(_request);
                    if (!_values.TryCheckUtf8(fields.Bytes))
                    {
                        return false;
                    }

                    break;
                case 3 when fields is { Wire: WireType.Varint, Value: <= (ulong)SpanStatus.Error }:
                    span.Status = (SpanStatus)fields.Value;
                    break;
                case 3 when fields.Wire == WireType.Varint:
                    span.Attributes.Add(StatusName, _values.Format((long)fields.Value));
                    break;
            }
        }

        return !fields.IsBroken || _values.FailBroken();
    }

    // Nearly every span that is exported was sampled, and says nothing else; what is above W3C's byte says only whether
    // the parent is in another process.
    private void AddFlags(ulong flags, AttributeList target)
    {
        if ((flags & TraceFlags) is not (0 or Sampled) and var unusual)
        {
            target.Add(FlagsName, _values.Format((long)unusual));
        }
    }

    // The wire has unsigned nanoseconds; those that do not fit lie after the year 2262 and are refused as too far ahead.
    private static long ToUnixNano(ulong value) => (long)Math.Min(value, long.MaxValue);
}
