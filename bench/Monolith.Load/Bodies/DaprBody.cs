using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Monolith.Host.Demo;

namespace Monolith.Load.Bodies;

/// <summary>Records as a sidecar delivers them in bulk: an envelope with one CloudEvent for each.</summary>
internal static class DaprBody
{
    public static byte[] Encode(IEnumerable<DemoRecord> records)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var json = new Utf8JsonWriter(bytes, options);
        json.WriteStartObject();
        json.WriteString("id", Guid.CreateVersion7());
        json.WriteStartArray("entries");
        foreach (var record in records)
        {
            WriteEntry(json, record);
        }

        json.WriteEndArray();
        WriteMetadata(json);
        json.WriteString("topic", "logs");
        json.WriteString("pubsubname", "pubsub");
        json.WriteString("type", "com.dapr.event.sent.bulk");
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    // The sidecar writes the attributes in the order of their names.
    private static void WriteEntry(Utf8JsonWriter json, DemoRecord record)
    {
        var trace = $"00-{record.Action.TraceId}-{record.SpanId}-01";
        json.WriteStartObject();
        json.WriteString("entryId", Guid.CreateVersion7());
        json.WriteStartObject("event");
        json.WritePropertyName("data");
        record.WriteTo(json);
        json.WriteString("datacontenttype", "application/json");
        json.WriteString("id", Guid.CreateVersion7());
        json.WriteString("pubsubname", "pubsub");
        json.WriteString("source", record.Service);
        json.WriteString("specversion", "1.0");
        json.WriteString("time", record.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("topic", "logs");
        json.WriteString("traceid", trace);
        json.WriteString("traceparent", trace);
        json.WriteString("tracestate", "");
        json.WriteString("type", "com.dapr.event.sent");
        json.WriteEndObject();
        json.WriteString("contentType", "application/cloudevents+json");
        WriteMetadata(json);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("metadata");
        json.WriteString("pubsubName", "pubsub");
        json.WriteEndObject();
    }
}
