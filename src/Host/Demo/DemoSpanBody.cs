using System.Buffers;
using System.Text.Json;

namespace Monolith.Host.Demo;

/// <summary>Writes spans as an OTLP/JSON ExportTraceServiceRequest.</summary>
internal static class DemoSpanBody
{
    private const int StatusError = 2;

    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<DemoSpan> spans)
    {
        var bytes = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteStartArray("resourceSpans");
        foreach (var service in spans.GroupBy(span => span.Service, StringComparer.Ordinal))
        {
            WriteService(json, service.Key, service);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    private static void WriteService(Utf8JsonWriter json, string service, IEnumerable<DemoSpan> spans)
    {
        json.WriteStartObject();
        json.WriteStartObject("resource");
        WriteAttributes(json, [new("service.name", service), new("deployment.environment", "production")]);
        json.WriteEndObject();
        json.WriteStartArray("scopeSpans");
        json.WriteStartObject();
        json.WriteStartArray("spans");
        foreach (var span in spans)
        {
            Write(json, span);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DemoSpan span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", span.Action.TraceId);
        json.WriteString("spanId", span.SpanId);
        json.WriteString("parentSpanId", span.ParentSpanId);
        json.WriteString("name", span.Name);
        json.WriteNumber("kind", (int)span.Kind);
        json.WriteString("startTimeUnixNano", UnixNano(span.Start));
        json.WriteString("endTimeUnixNano", UnixNano(span.End));
        WriteAttributes(
            json,
            [
                .. span.Attributes,
                new("correlation_id", span.Action.CorrelationId),
                new("request_id", span.Action.RequestId),
                new("user_id", span.Action.UserId),
            ]
        );
        if (span.IsFailed)
        {
            json.WriteStartObject("status");
            json.WriteNumber("code", StatusError);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object>> attributes)
    {
        json.WriteStartArray("attributes");
        foreach (var (name, value) in attributes)
        {
            json.WriteStartObject();
            json.WriteString("key", name);
            json.WriteStartObject("value");
            switch (value)
            {
                case long number:
                    json.WriteString("intValue", $"{number}");
                    break;
                case double number:
                    json.WriteNumber("doubleValue", number);
                    break;
                default:
                    json.WriteString("stringValue", (string)value);
                    break;
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string UnixNano(DateTimeOffset time) =>
        $"{(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick}";
}
