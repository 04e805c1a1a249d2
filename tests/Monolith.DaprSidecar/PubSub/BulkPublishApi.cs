using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Json;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Publishes many messages in one call. Each succeeds or fails for itself.</summary>
internal sealed class BulkPublishApi(PubSubs pubsubs, Envelope envelope)
{
    private static readonly string[] Verbs = ["POST", "PUT"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1.0/publish/bulk/{pubsub}/{**topic}", Verbs, PublishAsync);
        routes.MapMethods("/v1.0-alpha1/publish/bulk/{pubsub}/{**topic}", Verbs, PublishAsync);
    }

    private async Task PublishAsync(HttpContext context)
    {
        var request = context.Request;
        var topic = request.Route("topic");
        var component = pubsubs.Publishable(request.Route("pubsub"), topic);
        var metadata = request.Metadata();
        var isRaw = PublishApi.IsRaw(metadata);
        var entries = Read(await request.ReadJsonAsync(Unreadable), metadata);
        var trace = TraceContext.Of(request);

        var failed = new List<object>();
        foreach (var entry in entries)
        {
            var message = isRaw
                ? new PublishedMessage(topic, entry.Payload, entry.ContentType, entry.Metadata)
                : new PublishedMessage(
                    topic,
                    Encode(entry, component.Name, topic, trace),
                    Envelope.CloudEventType,
                    entry.Metadata
                );
            if (!await pubsubs.TryPublishAsync(component, message, context.RequestAborted))
            {
                failed.Add(
                    new
                    {
                        entryId = entry.Id,
                        error = $"error when publish to topic {topic} in pubsub {component.Name}",
                    }
                );
            }
        }

        if (failed.Count == 0)
        {
            context.Response.NoContent();
            return;
        }

        await context.Response.WriteJsonAsync(
            new { failedEntries = failed, errorCode = "ERR_PUBSUB_PUBLISH_MESSAGE" },
            StatusCodes.Status500InternalServerError
        );
    }

    private byte[] Encode(Entry entry, string pubsub, string topic, TraceContext trace) =>
        entry.CloudEvent is { } cloudEvent
            ? envelope.Complete(pubsub, topic, cloudEvent, entry.Metadata, trace)
            : envelope.Wrap(pubsub, topic, entry.ContentType, entry.Payload, entry.Metadata, trace);

    private static List<Entry> Read(JsonElement body, Dictionary<string, string> metadata)
    {
        if (body.ValueKind != JsonValueKind.Array)
        {
            throw Unreadable("an array is wanted");
        }

        var entries = body.EnumerateArray().Select(entry => ReadEntry(entry, metadata)).ToList();
        return entries.DistinctBy(entry => entry.Id, StringComparer.Ordinal).Count() == entries.Count
            ? entries
            : throw Unreadable("entryId is duplicated");
    }

    private static Entry ReadEntry(JsonElement entry, Dictionary<string, string> metadata)
    {
        if (
            entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetMember("entryId", out var id)
            || id.ValueKind != JsonValueKind.String
            || id.GetString() is not { Length: > 0 } entryId
        )
        {
            throw Unreadable("entryId is missing");
        }

        if (!entry.TryGetMember("event", out var content) || !entry.TryGetMember("contentType", out var type))
        {
            throw Unreadable($"event or contentType of entry {entryId} is missing");
        }

        return Entry.Create(entryId, type.ToString(), content, OwnMetadata(entry, metadata));
    }

    /// <summary>What the request says counts for an entry only if the entry says something itself.</summary>
    private static Dictionary<string, string> OwnMetadata(JsonElement entry, Dictionary<string, string> request)
    {
        if (!entry.TryGetMember("metadata", out var own) || own.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var merged = new Dictionary<string, string>(request, StringComparer.OrdinalIgnoreCase);
        foreach (var member in own.EnumerateObject())
        {
            merged[member.Name] = member.Value.ToString();
        }

        return merged;
    }

    private static ApiException Unreadable(string why) =>
        new(400, "ERR_PUBSUB_EVENTS_SER", $"error when unmarshaling the request: {why}");

    private sealed record Entry(
        string Id,
        string ContentType,
        byte[] Payload,
        JsonElement? CloudEvent,
        Dictionary<string, string> Metadata
    )
    {
        public static Entry Create(
            string id,
            string contentType,
            JsonElement content,
            Dictionary<string, string> metadata
        )
        {
            var mediaType = contentType.Split(';')[0].Trim();
            var isText = content.ValueKind == JsonValueKind.String;
            return mediaType switch
            {
                "application/json" => new Entry(id, contentType, FloatingJson.Rewrite(content), null, metadata),
                Envelope.CloudEventType when content.ValueKind == JsonValueKind.Object => FromCloudEvent(
                    id,
                    contentType,
                    content,
                    metadata
                ),
                "application/octet-stream" when content.TryReadBase64(out var bytes) => new Entry(
                    id,
                    contentType,
                    bytes,
                    null,
                    metadata
                ),
                "application/xml" when isText => FromText(id, contentType, content, metadata),
                _ when isText && mediaType.StartsWith("text/", StringComparison.Ordinal) => FromText(
                    id,
                    contentType,
                    content,
                    metadata
                ),
                _ => throw Unreadable($"the content type {contentType} of entry {id} does not fit"),
            };
        }

        private static Entry FromText(
            string id,
            string contentType,
            JsonElement content,
            Dictionary<string, string> metadata
        ) => new(id, contentType, Encoding.UTF8.GetBytes(content.GetString()!), null, metadata);

        private static Entry FromCloudEvent(
            string id,
            string contentType,
            JsonElement content,
            Dictionary<string, string> metadata
        )
        {
            var bytes = FloatingJson.Rewrite(content);
            return new Entry(id, contentType, bytes, JsonElement.Parse(bytes), metadata);
        }
    }
}
