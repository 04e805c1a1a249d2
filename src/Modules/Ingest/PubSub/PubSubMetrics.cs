using System.Diagnostics.Metrics;

namespace Monolith.Ingest.PubSub;

/// <summary>What the sidecar brings, counted by message; records are counted by Processing.</summary>
internal sealed class PubSubMetrics
{
    private readonly Counter<long> _messages;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _dropped;

    public PubSubMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Ingest");
        _messages = meter.CreateCounter<long>(
            "monolith.ingest.pubsub.messages",
            "{message}",
            "Messages that the sidecar brought, with what it was told of them."
        );
        _repeated = meter.CreateCounter<long>(
            "monolith.ingest.pubsub.repeated",
            "{message}",
            "Messages that came again and were not counted a second time."
        );
        _dropped = meter.CreateCounter<long>(
            "monolith.ingest.pubsub.dropped",
            "{message}",
            "Messages that could not be kept and were left to the dead-letter topic."
        );
    }

    /// <summary>The fate of so many messages is known.</summary>
    public void Answered(PubSubTopic topic, DeliveryStatus status, long messages)
    {
        if (messages == 0)
        {
            return;
        }

        switch (status)
        {
            case DeliveryStatus.Success:
                _messages.Add(messages, Content(topic));
                break;
            case DeliveryStatus.Retry:
                _messages.Add(messages, Content(topic), new("error.type", "retry"));
                break;
            default:
                _messages.Add(messages, Content(topic), new("error.type", "drop"));
                break;
        }
    }

    /// <summary>A message came again.</summary>
    public void Repeated(PubSubTopic topic) => _repeated.Add(1, Content(topic));

    /// <summary>A message can never be kept.</summary>
    public void Dropped(PubSubTopic topic, string reason) => _dropped.Add(1, Content(topic), new("error.type", reason));

    private static KeyValuePair<string, object?> Content(PubSubTopic topic) => new("monolith.topic", topic.ContentName);
}
