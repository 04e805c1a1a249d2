using Microsoft.Extensions.DependencyInjection;

namespace Monolith.Platform.Dapr;

/// <summary>A topic that the sidecar shall deliver, and where to.</summary>
/// <param name="PubSubName">The pub/sub component.</param>
/// <param name="Topic">The topic on it.</param>
/// <param name="Route">The path that takes what no rule matches. It asks for <see cref="DaprSidecarPolicy"/> and never answers
/// 404, which would mean that the message may be forgotten.</param>
public sealed record TopicSubscription(string PubSubName, string Topic, string Route)
{
    /// <summary>Where messages go that could not be handled, on the same component. There always is such a topic: without one,
    /// some brokers lose the message and others stop at it for ever.</summary>
    public string DeadLetterTopic { get; init; } = $"{Topic}-dead";

    /// <summary>Other paths for some of the messages. The first rule that matches wins.</summary>
    public IReadOnlyList<TopicRule> Rules { get; init; } = [];

    /// <summary>Whether many messages come in one request.</summary>
    public BulkSubscribe BulkSubscribe { get; init; } = new(Enabled: false);

    /// <summary>What the component is told. <c>rawPayload</c> = <c>true</c> when the messages are no CloudEvents.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Sends some of a topic's messages to a path of their own.</summary>
/// <param name="Match">A CEL expression over <c>event</c>, such as <c>event.type == 'x'</c>.</param>
/// <param name="Path">The path.</param>
public sealed record TopicRule(string Match, string Path);

/// <summary>How many messages come in one request.</summary>
/// <param name="Enabled">False for one message in each request.</param>
/// <param name="MaxMessagesCount">A request holds at most so many.</param>
/// <param name="MaxAwaitDurationMs">And is sent so long after the first of them came.</param>
public sealed record BulkSubscribe(bool Enabled, int MaxMessagesCount = 100, int MaxAwaitDurationMs = 1000);

/// <summary>Registers subscriptions.</summary>
public static class TopicSubscriptionServices
{
    /// <summary>Adds a topic to what <c>GET /dapr/subscribe</c> lists. The caller maps the route.</summary>
    public static IServiceCollection AddTopicSubscription(
        this IServiceCollection services,
        TopicSubscription subscription
    ) => services.AddSingleton(subscription);

    /// <summary>Adds a topic whose name or component comes from options.</summary>
    public static IServiceCollection AddTopicSubscription(
        this IServiceCollection services,
        Func<IServiceProvider, TopicSubscription> subscription
    ) => services.AddSingleton(subscription);
}
