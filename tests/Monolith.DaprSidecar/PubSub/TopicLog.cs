namespace Monolith.DaprSidecar.PubSub;

/// <summary>A topic of one component: its latest messages, and the groups that read it.</summary>
internal sealed class TopicLog
{
    /// <summary>Older messages are forgotten, so that a sidecar that runs for days does not grow.</summary>
    private const int Kept = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<PublishedMessage> _messages = new();
    private readonly Dictionary<string, ConsumerGroup> _groups = new(StringComparer.Ordinal);

    public IReadOnlyList<PublishedMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    public void Append(PublishedMessage message)
    {
        lock (_lock)
        {
            _messages.Enqueue(message);
            if (_messages.Count > Kept)
            {
                _messages.Dequeue();
            }

            foreach (var group in _groups.Values)
            {
                group.Add(message);
            }
        }
    }

    /// <summary>The group of a consumer. A new one begins with the next message, or with the oldest that is kept.</summary>
    public ConsumerGroup Group(string consumer, bool fromStart)
    {
        lock (_lock)
        {
            if (_groups.TryGetValue(consumer, out var group))
            {
                return group;
            }

            _groups[consumer] = group = new ConsumerGroup();
            foreach (var message in fromStart ? _messages.ToArray() : [])
            {
                group.Add(message);
            }

            return group;
        }
    }
}
