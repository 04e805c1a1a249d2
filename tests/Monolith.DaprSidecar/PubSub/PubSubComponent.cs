using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>A pub/sub component, and in what it differs from others by its type.</summary>
internal sealed class PubSubComponent(Component component, string appId)
{
    private static readonly TimeSpan KafkaBackOff = TimeSpan.FromSeconds(5);

    public Component Component => component;

    public string Name => component.Name;

    /// <summary>The group of the app's replicas.</summary>
    public string Consumer => component.Setting("consumerID") ?? component.Setting("consumerGroup") ?? appId;

    /// <summary>Redis gives a consumer that it has not seen before the whole stream.</summary>
    public bool ReplaysToNewConsumers => component.Type == "pubsub.redis";

    /// <summary>Kafka reads its own batches, in order, and comes back to the first failure.</summary>
    public bool IsKafka => component.Type == "pubsub.kafka";

    /// <summary>How many deliveries run at once.</summary>
    public int Workers => IsKafka ? 1 : component.Number("concurrency", 10);

    /// <summary>From a failure to the next attempt of the broker; null when a failure is final.</summary>
    public TimeSpan? RedeliverAfter =>
        !IsKafka ? null
        : Resiliency.Durations.TryParse(component.Setting("backOffDuration"), out var pause) ? pause
        : KafkaBackOff;

    public int DefaultBatch => IsKafka ? 80 : 100;

    public TimeSpan DefaultAwait => IsKafka ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(1);

    /// <summary>The largest batch: Redis holds each message in a worker of its own until the batch is full.</summary>
    public int Batch(int wanted)
    {
        var count = wanted > 0 ? wanted : DefaultBatch;
        return component.Type == "pubsub.redis" ? Math.Min(count, Workers) : count;
    }

    public bool MayPublish(string topic) => IsAllowed(topic, "publishingScopes");

    public bool MaySubscribe(string topic) => IsAllowed(topic, "subscriptionScopes");

    private bool IsAllowed(string topic, string scopes)
    {
        var allowed = List(component.Setting("allowedTopics"), ',');
        if (allowed.Length > 0 && !allowed.Contains(topic))
        {
            return false;
        }

        var named = List(component.Setting(scopes), ';')
            .Select(scope => scope.Split('=', 2))
            .FirstOrDefault(scope => scope[0].Trim() == appId);
        return named is null
            ? !List(component.Setting("protectedTopics"), ',').Contains(topic)
            : List(named.ElementAtOrDefault(1), ',').Contains(topic);
    }

    private static string[] List(string? text, char separator) =>
        (text ?? "").Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
