using System.Text.Json;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>A message as rules and expiry see it.</summary>
/// <param name="Message">As it lies on the topic.</param>
/// <param name="Body">What a single delivery carries: the message's own bytes, or the envelope around a raw payload.</param>
/// <param name="Attributes">The event.</param>
internal sealed record CloudEvent(PublishedMessage Message, ReadOnlyMemory<byte> Body, JsonElement Attributes)
{
    /// <summary>The trace that the event belongs to; null when it says nothing.</summary>
    public string? TraceParent => Text("traceparent") is { Length: > 0 } traceParent ? traceParent : null;

    public bool IsExpired(DateTimeOffset now) =>
        DateTimeOffset.TryParse(Text("expiration"), out var expiration) && expiration <= now;

    /// <summary>False when the bytes are no event, and the subscription does not say that they are raw.</summary>
    public static bool TryDecode(
        PublishedMessage message,
        Resources.Subscription subscription,
        Envelope envelope,
        out CloudEvent cloudEvent
    )
    {
        var body = subscription.IsRaw
            ? envelope.WrapRaw(subscription.PubSubName, subscription.Topic, message.Data)
            : message.Data;
        try
        {
            cloudEvent = new CloudEvent(message, body, JsonElement.Parse(body.Span));
            return cloudEvent.Attributes.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            cloudEvent = null!;
            return false;
        }
    }

    private string? Text(string name) =>
        Attributes.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
