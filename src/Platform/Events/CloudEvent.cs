using System.Buffers;
using System.Text.Json;

namespace Monolith.Platform.Events;

/// <summary>An event as it travels through a broker: a CloudEvent 1.0 in JSON.</summary>
internal static class CloudEvent
{
    public const string ContentType = "application/cloudevents+json";

    public static ReadOnlyMemory<byte> Write(StoredEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>(e.Data.Length + 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", e.Id);
            json.WriteString("source", StoredEvent.Source);
            json.WriteString("type", e.Topic);
            json.WriteString("time", e.Time);
            json.WriteString("datacontenttype", "application/json");
            if (e.TraceParent is not null)
            {
                json.WriteString("traceparent", e.TraceParent);
            }

            json.WritePropertyName("data");
            json.WriteRawValue(e.Data);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <exception cref="JsonException">It is no CloudEvent with an id, a time and JSON data.</exception>
    public static async Task<StoredEvent> ReadAsync(string topic, Stream body, CancellationToken cancellationToken)
    {
        var envelope = await JsonSerializer.DeserializeAsync<Envelope>(
            body,
            JsonSerializerOptions.Web,
            cancellationToken
        );
        return envelope is { Id.Length: > 0, Time: { } time, Data: { } data }
            ? new StoredEvent(envelope.Id, topic, time, data.GetRawText(), envelope.TraceParent)
            : throw new JsonException("A CloudEvent with an id, a time and data was expected.");
    }

    private sealed record Envelope(string? Id, DateTimeOffset? Time, JsonElement? Data, string? TraceParent);
}
