using System.Threading.Channels;

namespace Monolith.DaprSidecar.PubSub;

/// <summary>What one app has yet to get from one topic. Its replicas compete for it.</summary>
internal sealed class ConsumerGroup
{
    private readonly Lock _lock = new();
    private readonly LinkedList<PublishedMessage> _messages = [];
    private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    public void Add(PublishedMessage message)
    {
        lock (_lock)
        {
            _messages.AddLast(message);
        }

        _arrivals.Writer.TryWrite(true);
    }

    /// <summary>Gives back what was not delivered: it comes next.</summary>
    public void PutBack(PublishedMessage message)
    {
        lock (_lock)
        {
            _messages.AddFirst(message);
        }

        _arrivals.Writer.TryWrite(true);
    }

    /// <summary>The next message, as soon as there is one. After a cancellation none is lost.</summary>
    public async Task<PublishedMessage> TakeAsync(CancellationToken cancellationToken)
    {
        await _arrivals.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            var first = _messages.First!.Value;
            _messages.RemoveFirst();
            return first;
        }
    }
}
