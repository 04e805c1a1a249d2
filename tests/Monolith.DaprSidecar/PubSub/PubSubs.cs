using Monolith.DaprSidecar.Http;
using Monolith.DaprSidecar.Resiliency;
using Monolith.DaprSidecar.Resources;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>The pub/sub components of a sidecar, and the way out to their topics.</summary>
internal sealed class PubSubs(
    ResourceSet resources,
    Policies policies,
    Broker broker,
    Faults faults,
    SidecarOptions options
)
{
    private readonly Dictionary<string, PubSubComponent> _components = resources
        .Components.Where(component => component.Block == "pubsub")
        .ToDictionary(
            component => component.Name,
            component => new PubSubComponent(component, options.AppId),
            StringComparer.Ordinal
        );

    public PubSubComponent? Find(string name) => _components.GetValueOrDefault(name);

    /// <summary>The component that a publish call names, if it may publish to the topic.</summary>
    public PubSubComponent Publishable(string name, string topic)
    {
        if (_components.Count == 0)
        {
            throw new ApiException(400, "ERR_PUBSUB_NOT_CONFIGURED", "pubsub is not configured");
        }

        if (!_components.TryGetValue(name, out var component))
        {
            throw new ApiException(404, "ERR_PUBSUB_NOT_FOUND", $"pubsub {name} is not found");
        }

        if (topic.Length == 0)
        {
            throw new ApiException(404, "ERR_TOPIC_NAME_EMPTY", $"topic is empty in pubsub {name}");
        }

        return component.MayPublish(topic)
            ? component
            : throw new ApiException(
                403,
                "ERR_PUBSUB_FORBIDDEN",
                $"topic {topic} is not allowed for app id {options.AppId}"
            );
    }

    /// <summary>Puts a message on a topic.</summary>
    /// <returns>False when the broker did not take it, after what the outbound policy allows.</returns>
    public Task<bool> TryPublishAsync(
        PubSubComponent component,
        PublishedMessage message,
        CancellationToken cancellationToken
    ) =>
        policies
            .Outbound(component.Component)
            .RunAsync(
                _ =>
                {
                    var succeeds = !faults.FailsPublish(message.Topic);
                    if (succeeds)
                    {
                        broker.Topic(component.Name, message.Topic).Append(message);
                    }

                    return Task.FromResult(new Attempt(succeeds));
                },
                cancellationToken
            );
}
