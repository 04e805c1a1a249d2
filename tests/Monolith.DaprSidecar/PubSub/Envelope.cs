using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Writes CloudEvents around payloads, and completes those that publishers bring along.</summary>
internal sealed class Envelope(SidecarOptions options)
{
    public const string CloudEventType = "application/cloudevents+json";
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An event around a payload. Only application/json counts as JSON, and only application/octet-stream as binary.</summary>
    public byte[] Wrap(
        string pubsub,
        string topic,
        string contentType,
        ReadOnlyMemory<byte> payload,
        IReadOnlyDictionary<string, string> metadata,
        TraceContext trace
    )
    {
        var traceParent =
            metadata.GetValueOrDefault("cloudevent.traceparent")
            ?? metadata.GetValueOrDefault("cloudevent.traceid")
            ?? trace.TraceParent;
        return Write(writer =>
        {
            writer.WriteString("id", metadata.GetValueOrDefault("cloudevent.id") ?? NewId());
            writer.WriteString("source", metadata.GetValueOrDefault("cloudevent.source") ?? options.AppId);
            writer.WriteString("type", metadata.GetValueOrDefault("cloudevent.type") ?? "com.dapr.event.sent");
            writer.WriteString("specversion", "1.0");
            writer.WriteString("datacontenttype", contentType);
            writer.WriteString("topic", topic);
            writer.WriteString("pubsubname", pubsub);
            writer.WriteString("time", Rfc3339(options.Clock.GetLocalNow()));
            writer.WriteString("traceid", traceParent);
            writer.WriteString("traceparent", traceParent);
            writer.WriteString("tracestate", metadata.GetValueOrDefault("cloudevent.tracestate") ?? trace.TraceState);
            if (metadata.GetValueOrDefault("cloudevent.subject") is { } subject)
            {
                writer.WriteString("subject", subject);
            }

            TryWriteExpiration(writer, metadata);
            WriteData(writer, contentType, payload);
        });
    }

    /// <summary>The event of a publisher: topic and component are set, what is missing is added, the id never is.</summary>
    public byte[] Complete(
        string pubsub,
        string topic,
        JsonElement cloudEvent,
        IReadOnlyDictionary<string, string> metadata,
        TraceContext trace
    ) =>
        Write(writer =>
        {
            foreach (
                var attribute in cloudEvent
                    .EnumerateObject()
                    .Where(attribute => attribute.Name is not ("topic" or "pubsubname" or "expiration"))
            )
            {
                attribute.WriteTo(writer);
            }

            writer.WriteString("topic", topic);
            writer.WriteString("pubsubname", pubsub);
            foreach (var (name, value) in Missing(trace).Where(added => !cloudEvent.TryGetProperty(added.Name, out _)))
            {
                writer.WriteString(name, value);
            }

            if (!TryWriteExpiration(writer, metadata) && cloudEvent.TryGetProperty("expiration", out var expiration))
            {
                writer.WritePropertyName("expiration");
                expiration.WriteTo(writer);
            }
        });

    /// <summary>The event around the bytes of a raw message. Its id is new for each delivery.</summary>
    public byte[] WrapRaw(string pubsub, string topic, ReadOnlyMemory<byte> payload) =>
        Write(writer =>
        {
            writer.WriteString("id", NewId());
            writer.WriteString("source", "Dapr");
            writer.WriteString("type", "com.dapr.event.sent");
            writer.WriteString("specversion", "1.0");
            writer.WriteString("datacontenttype", "application/octet-stream");
            writer.WriteString("topic", topic);
            writer.WriteString("pubsubname", pubsub);
            writer.WriteString("traceid", "");
            writer.WriteString("traceparent", "");
            writer.WriteString("tracestate", "");
            writer.WriteBase64String("data_base64", payload.Span);
        });

    public string NewId() => Guid.CreateVersion7(options.Clock.GetUtcNow()).ToString();

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteData(Utf8JsonWriter writer, string contentType, ReadOnlyMemory<byte> payload)
    {
        var mediaType = contentType.Split(';')[0].Trim();
        if (mediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            writer.WriteBase64String("data_base64", payload.Span);
            return;
        }

        writer.WritePropertyName("data");
        if (mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) && TryParse(payload, out var json))
        {
            // The text of each number is kept as it was sent, however large.
            json.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetString(payload.Span));
        }
    }

    private static bool TryParse(ReadOnlyMemory<byte> payload, out JsonElement json)
    {
        try
        {
            json = JsonElement.Parse(payload.Span);
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    private (string Name, string Value)[] Missing(TraceContext trace) =>
        [
            ("time", Rfc3339(options.Clock.GetLocalNow())),
            ("traceid", trace.TraceParent),
            ("traceparent", trace.TraceParent),
            ("tracestate", trace.TraceState),
            ("source", options.AppId),
            ("type", "com.dapr.event.sent"),
            ("specversion", "1.0"),
        ];

    private bool TryWriteExpiration(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        var isSet = int.TryParse(metadata.GetValueOrDefault("ttlInSeconds"), out var seconds) && seconds > 0;
        if (isSet)
        {
            writer.WriteString("expiration", Rfc3339(options.Clock.GetUtcNow().AddSeconds(seconds)));
        }

        return isSet;
    }

    private static string Rfc3339(DateTimeOffset time) =>
        time.ToString(time.Offset == TimeSpan.Zero ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:sszzz");
}
