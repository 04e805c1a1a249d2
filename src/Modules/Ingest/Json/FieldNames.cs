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
    HttpMethod,
    HttpRoute,
    HttpUrl,
    HttpStatus,
    ClientAddress,
    UserAgent,
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
                    : name.SequenceEqual("url.full"u8) ? Field.HttpUrl
                    : name.SequenceEqual("http.url"u8) ? Field.HttpUrl
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
                    : name.SequenceEqual("http.route"u8) ? Field.HttpRoute
                    : Field.None;
            case 11:
                return name.SequenceEqual("duration_ms"u8) ? Field.DurationMs
                    : name.SequenceEqual("http.method"u8) ? Field.HttpMethod
                    : Field.None;
            case 12:
                return name.SequenceEqual("service_name"u8) ? Field.Service
                    : name.SequenceEqual("service.name"u8) ? Field.Service
                    : Field.None;
            case 13:
                return name.SequenceEqual("severity_text"u8) ? Field.Severity : Field.None;
            case 14:
                return name.SequenceEqual("correlation_id"u8) ? Field.CorrelationId
                    : name.SequenceEqual("client.address"u8) ? Field.ClientAddress
                    : name.SequenceEqual("http.client_ip"u8) ? Field.ClientAddress
                    : Field.None;
            case 15:
                return name.SequenceEqual("severity_number"u8) ? Field.SeverityNumber
                    : name.SequenceEqual("RenderedMessage"u8) ? Field.Body
                    : name.SequenceEqual("MessageTemplate"u8) ? Field.Template
                    : name.SequenceEqual("http.user_agent"u8) ? Field.UserAgent
                    : Field.None;
            case 16:
                return name.SequenceEqual("http.status_code"u8) ? Field.HttpStatus : Field.None;
            case 18:
                return name.SequenceEqual("observed_timestamp"u8) ? Field.ObservedTime : Field.None;
            case 19:
                return name.SequenceEqual("http.request.method"u8) ? Field.HttpMethod
                    : name.SequenceEqual("user_agent.original"u8) ? Field.UserAgent
                    : Field.None;
            case 25:
                return name.SequenceEqual("http.response.status_code"u8) ? Field.HttpStatus : Field.None;
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
