using System.Text.Encodings.Web;
using System.Text.Json;
using Monolith.Explore.Sql;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Explore.Tail;

/// <summary>
/// Writes a record that is on its way in, in the shape that <see cref="RecordColumns"/> gives those that are stored. Its
/// id is not known yet, so the object comes without its beginning: <see cref="Beginning"/> has it.
/// </summary>
internal static class RecordJson
{
    private const long NanosPerMilli = 1_000_000;

    // Records go to programs, not into web pages: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>What comes before the bytes of <see cref="Write"/>.</summary>
    public static string Beginning(ulong id) => $"{{\"id\":\"{id}\",";

    /// <summary>The record without the brace and the id that it begins with.</summary>
    public static ReadOnlyMemory<byte> Write(LogRecord record)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp"u8, UnixNano.ToText(record.TimeUnixNano));
            json.WriteString("observed_timestamp"u8, ToMillis(record.ObservedTimeUnixNano));
            WriteText(json, "severity"u8, record.SeverityText);
            json.WriteNumber("severity_number"u8, (int)record.Severity);
            json.WriteString("service"u8, record.ServiceName.Span);
            WriteText(json, "source"u8, record.Source);
            WriteText(json, "event_name"u8, record.EventName);
            WriteText(json, "correlation_id"u8, record.CorrelationId);
            WriteText(json, "request_id"u8, record.RequestId);
            WriteText(json, "user_id"u8, record.UserId);
            WriteHex(json, "trace_id"u8, record.TraceId);
            WriteHex(json, "span_id"u8, record.SpanId);
            WriteDuration(json, (float)record.DurationMs);
            WriteText(json, "http.request.method"u8, record.HttpMethod);
            WriteText(json, "http.route"u8, record.HttpRoute);
            WriteText(json, "url.full"u8, record.HttpUrl);
            if (record.HttpStatus != 0)
            {
                json.WriteNumber("http.response.status_code"u8, record.HttpStatus);
            }

            WriteText(json, "client.address"u8, record.ClientAddress);
            WriteText(json, "user_agent.original"u8, record.UserAgent);
            if (record.Weight > 1)
            {
                json.WriteNumber("weight"u8, record.Weight);
            }

            json.WriteString("body"u8, record.Body.Span);
            WriteAttributes(json, "attributes"u8, record.Attributes);
            WriteAttributes(json, "resource"u8, record.Resource);
            json.WriteEndObject();
        }

        return bytes.GetBuffer().AsMemory(1, (int)bytes.Length - 1);
    }

    private static string ToMillis(long unixNano) => $"{UnixNano.ToText(unixNano - unixNano % NanosPerMilli)[..23]}Z";

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            json.WriteString(name, value.Span);
        }
    }

    private static void WriteHex(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> id)
    {
        if (!id.IsEmpty)
        {
            json.WriteString(name, Convert.ToHexStringLower(id.Span));
        }
    }

    private static void WriteDuration(Utf8JsonWriter json, float duration)
    {
        if (float.IsFinite(duration) && duration != 0)
        {
            json.WriteNumber("duration_ms"u8, duration);
        }
    }

    private static void WriteAttributes(Utf8JsonWriter json, ReadOnlySpan<byte> name, AttributeList attributes)
    {
        json.WriteStartObject(name);
        foreach (ref readonly var attribute in attributes.Items)
        {
            json.WriteString(attribute.Key.Span, attribute.Value.Span);
        }

        json.WriteEndObject();
    }
}
