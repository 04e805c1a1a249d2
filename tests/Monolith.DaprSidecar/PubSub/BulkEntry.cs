using System.Text.Json;
using Monolith.DaprSidecar.Json;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>One message of a bulk delivery. Its id holds for all attempts of this delivery and no longer.</summary>
internal sealed record BulkEntry(string Id, CloudEvent CloudEvent, bool IsRaw)
{
    public PublishedMessage Message => CloudEvent.Message;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("entryId", Id);
        writer.WritePropertyName("event");
        if (IsRaw)
        {
            writer.WriteBase64StringValue(Message.Data.Span);
        }
        else
        {
            FloatingJson.Write(writer, CloudEvent.Attributes);
        }

        writer.WriteString(
            "contentType",
            IsRaw ? Message.ContentType ?? "application/octet-stream" : Envelope.CloudEventType
        );
        writer.WritePropertyName("metadata");
        JsonSerializer.Serialize(writer, Message.Metadata.Count == 0 ? null : Message.Metadata);
        writer.WriteEndObject();
    }
}
