using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>Puts what could not be delivered on the subscription's dead-letter topic, as it was.</summary>
internal sealed class DeadLetters(Broker broker, Subscription subscription)
{
    /// <returns>False when the subscription has no such topic.</returns>
    public bool TryAdd(PublishedMessage message)
    {
        if (subscription.DeadLetterTopic is not { Length: > 0 } topic)
        {
            return false;
        }

        broker.Topic(subscription.PubSubName, topic).Append(message with { Topic = topic });
        return true;
    }
}
