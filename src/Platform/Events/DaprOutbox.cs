using System.Text.Json;
using System.Threading.Channels;
using Monolith.Platform.Documents;

namespace Monolith.Platform.Events;

/// <summary>Events that were committed to a state store and are not yet published. Each is a document, so that it is committed
/// with the others; <see cref="DaprOutboxRelay"/> publishes it and removes it. Thread-safe.</summary>
internal sealed class DaprOutbox : IEventQueue
{
    /// <summary>The kind of these documents.</summary>
    public const string Kind = "outbox";

    private readonly Channel<StoredEvent> _handed = Channel.CreateUnbounded<StoredEvent>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private volatile Snapshot _state = new(default);

    /// <summary>What this process has just committed. What is lost of it in a crash is found among the documents.</summary>
    public ChannelReader<StoredEvent> Handed => _handed.Reader;

    /// <inheritdoc/>
    /// <remarks>As of the last time that the relay looked through the documents.</remarks>
    public EventQueueState State
    {
        get => _state.Value;
        set => _state = new Snapshot(value);
    }

    /// <summary>The document of an event.</summary>
    public static DocumentChange Entry(StoredEvent e) =>
        new(
            Kind,
            e.Id,
            JsonSerializer.Serialize(e, JsonSerializerOptions.Web),
            Expected.Missing,
            ETag: null,
            TimeToLive: null
        );

    /// <summary>Events were committed: they are published at once.</summary>
    public void Hand(IReadOnlyList<StoredEvent> events)
    {
        foreach (var e in events)
        {
            _handed.Writer.TryWrite(e);
        }
    }

    private sealed record Snapshot(EventQueueState Value);
}
