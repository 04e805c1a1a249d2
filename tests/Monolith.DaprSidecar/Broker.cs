using System.Collections.Concurrent;
using Monolith.DaprSidecar.Bindings;
using Monolith.DaprSidecar.PubSub;

namespace Monolith.DaprSidecar;

/// <summary>What lies outside the sidecars and outlives each of them: topics, the data of stores, the network between the apps.</summary>
public sealed class Broker
{
    private readonly ConcurrentDictionary<(string PubSub, string Topic), TopicLog> _topics = new();

    internal Outside Outside { get; } = new();

    /// <summary>What lies on a topic, the oldest first. A dead-letter topic is one like any other.</summary>
    public IReadOnlyList<PublishedMessage> Published(string topic, string pubsub = "pubsub") =>
        Topic(pubsub, topic).Messages;

    /// <summary>How many messages a consumer has yet to get; its name is the app's id.</summary>
    public int Backlog(string topic, string consumer = "monolith", string pubsub = "pubsub") =>
        Topic(pubsub, topic).Group(consumer, fromStart: false).Count;

    /// <summary>Puts bytes on a topic past every sidecar, as a foreign program does.</summary>
    public void Publish(
        string topic,
        ReadOnlyMemory<byte> data,
        IReadOnlyDictionary<string, string>? metadata = null,
        string pubsub = "pubsub"
    ) =>
        Topic(pubsub, topic)
            .Append(
                new PublishedMessage(
                    topic,
                    data,
                    null,
                    metadata ?? new Dictionary<string, string>(StringComparer.Ordinal)
                )
            );

    /// <summary>Sets a value of a configuration store; null deletes it. Who watches is told.</summary>
    public void Configure(string key, string? value, string store = "configstore") =>
        Outside.Configuration(store).Set(key, value);

    /// <summary>What an output binding was asked whose outside is not played.</summary>
    public IReadOnlyList<BindingCall> BindingCalls(string binding) => [.. Outside.BindingCalls(binding)];

    internal TopicLog Topic(string pubsub, string topic) => _topics.GetOrAdd((pubsub, topic), _ => new TopicLog());
}
