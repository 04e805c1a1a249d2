namespace Monolith.Ingest.Sockets.Framing;

/// <summary>Tells where the messages of one connection begin and end. One per connection: it remembers what it has seen.</summary>
internal interface IFraming
{
    /// <summary>Whether the last message may be whole already, but only silence can tell.</summary>
    bool WaitsForSilence { get; }

    /// <summary>Finds messages.</summary>
    /// <param name="unread">What was not dealt with yet: what the last call left, and more behind it.</param>
    /// <param name="isOver">Nothing more comes, or not for a while: what <see cref="WaitsForSilence"/> is a message now.</param>
    /// <param name="messages">Where they go. When it is full, the call returns.</param>
    /// <returns>How many bytes at the beginning are dealt with; all messages lie within them.</returns>
    int Find(ReadOnlySpan<byte> unread, bool isOver, MessageList messages);
}

/// <summary>Where messages lie in the bytes of a connection. Bounded; reused from batch to batch.</summary>
internal sealed class MessageList
{
    /// <summary>Enough to share one commit.</summary>
    private const int Capacity = 4096;

    private readonly (int Start, int Length)[] _items = new (int, int)[Capacity];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there is no room for one more.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Where they lie.</summary>
    public ReadOnlySpan<(int Start, int Length)> Items => _items.AsSpan(0, Count);

    /// <summary>Adds one.</summary>
    public void Add(int start, int length) => _items[Count++] = (start, length);

    /// <summary>Forgets all of them.</summary>
    public void Clear() => Count = 0;
}
