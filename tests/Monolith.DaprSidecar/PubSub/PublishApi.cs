using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Monolith.DaprSidecar.Http;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Publishes one message.</summary>
internal sealed class PublishApi(PubSubs pubsubs, Envelope envelope)
{
    private static readonly string[] Verbs = ["POST", "PUT"];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/v1.0/publish/{pubsub}/{**topic}", Verbs, PublishAsync);

    /// <summary>Whether the payload goes out as it is, without an envelope.</summary>
    public static bool IsRaw(IReadOnlyDictionary<string, string> metadata)
    {
        var text = metadata.GetValueOrDefault("rawPayload");
        return text switch
        {
            null or "" or "0" => false,
            "1" => true,
            _ => bool.TryParse(text, out var raw)
                ? raw
                : throw new ApiException(400, "ERR_PUBSUB_REQUEST_METADATA", $"rawPayload is no truth value: {text}"),
        };
    }

    private async Task PublishAsync(HttpContext context)
    {
        var request = context.Request;
        var topic = request.Route("topic");
        var component = pubsubs.Publishable(request.Route("pubsub"), topic);
        var metadata = request.Metadata();
        var isRaw = IsRaw(metadata);
        var data = await ReadAsync(request, topic);
        var message = new PublishedMessage(
            topic,
            isRaw ? data : Encode(request, component.Name, topic, data, metadata),
            isRaw ? request.ContentType : Envelope.CloudEventType,
            metadata
        );
        if (!await pubsubs.TryPublishAsync(component, message, context.RequestAborted))
        {
            throw new ApiException(
                500,
                "ERR_PUBSUB_PUBLISH_MESSAGE",
                $"error when publish to topic {topic} in pubsub {component.Name}"
            );
        }

        context.Response.NoContent();
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, string topic)
    {
        try
        {
            return await request.ReadBodyAsync();
        }
        catch (BadHttpRequestException error)
        {
            throw new ApiException(
                500,
                "ERR_PUBSUB_PUBLISH_MESSAGE",
                $"error when publish to topic {topic}: {error.Message}"
            );
        }
    }

    private byte[] Encode(
        HttpRequest request,
        string pubsub,
        string topic,
        byte[] data,
        Dictionary<string, string> metadata
    )
    {
        var contentType = request.ContentType is { Length: > 0 } sent ? sent : "text/plain";
        var trace = TraceContext.Of(request);
        return contentType.Split(';')[0].Trim().Equals(Envelope.CloudEventType, StringComparison.OrdinalIgnoreCase)
            ? envelope.Complete(pubsub, topic, ParseCloudEvent(data), metadata, trace)
            : envelope.Wrap(pubsub, topic, contentType, data, metadata, trace);
    }

    private static JsonElement ParseCloudEvent(byte[] data)
    {
        try
        {
            var cloudEvent = JsonElement.Parse(data);
            return cloudEvent.ValueKind == JsonValueKind.Object ? cloudEvent : throw new JsonException("no object");
        }
        catch (JsonException error)
        {
            throw new ApiException(
                500,
                "ERR_PUBSUB_CLOUD_EVENTS_SER",
                $"error when marshalling cloud event: {error.Message}"
            );
        }
    }
}
