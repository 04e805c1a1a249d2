namespace Monolith.Ingest.Json;

/// <summary>The fields of a record that have a place of their own.</summary>
internal enum Field
{
    /// <summary>None: an attribute.</summary>
    None,
    Time,
    ObservedTime,
    Severity,
    SeverityNumber,
    Service,
    CorrelationId,
    RequestId,
    UserId,
    TraceId,
    SpanId,
    DurationMs,
    Body,
    Template,
    Exception,
    EventName,
}

/// <summary>The names under which winston, pino, bunyan, Serilog and the field contract write those fields.</summary>
internal static class FieldNames
{
    /// <summary>The field that a name stands for. Names count exactly as they are written here.</summary>
    public static Field Recognise(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 2:
                return OfTwo(name);
            case 3:
                return name.SequenceEqual("msg"u8) ? Field.Body
                    : name.SequenceEqual("@mt"u8) ? Field.Template
                    : name.SequenceEqual("@tr"u8) ? Field.TraceId
                    : name.SequenceEqual("@sp"u8) ? Field.SpanId
                    : Field.None;
            case 4:
                return name.SequenceEqual("time"u8) ? Field.Time
                    : name.SequenceEqual("body"u8) ? Field.Body
                    : Field.None;
            case 5:
                return name.SequenceEqual("level"u8) || name.SequenceEqual("Level"u8) ? Field.Severity : Field.None;
            case 7:
                return name.SequenceEqual("message"u8) ? Field.Body
                    : name.SequenceEqual("service"u8) ? Field.Service
                    : name.SequenceEqual("user_id"u8) ? Field.UserId
                    : name.SequenceEqual("span_id"u8) ? Field.SpanId
                    : name.SequenceEqual("span.id"u8) ? Field.SpanId
                    : Field.None;
            case 8:
                return name.SequenceEqual("trace_id"u8) ? Field.TraceId
                    : name.SequenceEqual("severity"u8) ? Field.Severity
                    : name.SequenceEqual("trace.id"u8) ? Field.TraceId
                    : Field.None;
            case 9:
                return name.SequenceEqual("timestamp"u8) ? Field.Time
                    : name.SequenceEqual("Timestamp"u8) ? Field.Time
                    : name.SequenceEqual("Exception"u8) ? Field.Exception
                    : name.SequenceEqual("log_level"u8) ? Field.Severity
                    : name.SequenceEqual("log.level"u8) ? Field.Severity
                    : Field.None;
            case 10:
                return name.SequenceEqual("@timestamp"u8) ? Field.Time
                    : name.SequenceEqual("request_id"u8) ? Field.RequestId
                    : name.SequenceEqual("event_name"u8) ? Field.EventName
                    : Field.None;
            case 11:
                return name.SequenceEqual("duration_ms"u8) ? Field.DurationMs : Field.None;
            case 12:
                return name.SequenceEqual("service_name"u8) ? Field.Service
                    : name.SequenceEqual("service.name"u8) ? Field.Service
                    : Field.None;
            case 13:
                return name.SequenceEqual("severity_text"u8) ? Field.Severity : Field.None;
            case 14:
                return name.SequenceEqual("correlation_id"u8) ? Field.CorrelationId : Field.None;
            case 15:
                return name.SequenceEqual("severity_number"u8) ? Field.SeverityNumber
                    : name.SequenceEqual("RenderedMessage"u8) ? Field.Body
                    : name.SequenceEqual("MessageTemplate"u8) ? Field.Template
                    : Field.None;
            case 18:
                return name.SequenceEqual("observed_timestamp"u8) ? Field.ObservedTime : Field.None;
            default:
                return Field.None;
        }
    }

    private static Field OfTwo(ReadOnlySpan<byte> name) =>
        (name[0], name[1]) switch
        {
            ((byte)'t', (byte)'s') or ((byte)'@', (byte)'t') => Field.Time,
            ((byte)'@', (byte)'l') => Field.Severity,
            ((byte)'@', (byte)'m') => Field.Body,
            ((byte)'@', (byte)'x') => Field.Exception,
            _ => Field.None,
        };
}
