using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Expressions;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>What single and bulk deliveries of one subscription have in common.</summary>
internal sealed record DeliveryContext(
    Subscription Subscription,
    RouteRules Rules,
    DeadLetters DeadLetters,
    Policy Policy,
    AppChannel App,
    Envelope Envelope,
    SidecarOptions Options
)
{
    /// <summary>Decodes a message and drops it when it is too old.</summary>
    /// <param name="message">As it lies on the topic.</param>
    /// <param name="cloudEvent">The event, when there is one to deliver.</param>
    /// <param name="failed">Whether the message is left to the broker.</param>
    public bool TryOpen(PublishedMessage message, [MaybeNullWhen(false)] out CloudEvent cloudEvent, out bool failed)
    {
        failed = false;
        if (!CloudEvent.TryDecode(message, Subscription, Envelope, out cloudEvent))
        {
            failed = !DeadLetters.TryAdd(message);
            return false;
        }

        if (cloudEvent.IsExpired(Options.Clock.GetUtcNow()))
        {
            DeadLetters.TryAdd(message);
            return false;
        }

        return true;
    }

    /// <summary>Finds the route. An expression without a value is a failure, not a rule that does not match.</summary>
    public bool TryRoute(CloudEvent cloudEvent, out string? path)
    {
        try
        {
            path = Rules.Find(cloudEvent.Attributes);
            return true;
        }
        catch (ExpressionException error)
        {
            Options.Log.WriteLine($"A rule of topic {Subscription.Topic} has no value: {error.Message}");
            path = null;
            return false;
        }
    }

    /// <summary>Posts to the app.</summary>
    /// <returns>Its answer; null when it could not be reached.</returns>
    public async Task<HttpResponseMessage?> PostAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await App.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Parses an answer; undefined when it is no JSON object.</summary>
    public static async Task<JsonElement> ReadAnswerAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer.ValueKind == JsonValueKind.Object ? answer : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
