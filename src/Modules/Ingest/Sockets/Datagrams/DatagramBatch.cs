using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Sockets.Datagrams;

/// <summary>Messages of datagrams that share a commit, copied into one piece of memory. Not thread-safe.</summary>
internal sealed class DatagramBatch
{
    // Some thousand usual messages: a commit of them takes the disk no longer than one of a few.
    private const int FullBytes = 1024 * 1024;
    private const int FullMessages = 8192;

    private readonly List<(int Start, int Length, ReadOnlyMemory<byte> Peer)> _messages = [];
    private readonly IMessageDecoder _decoder;
    private byte[] _bytes = new byte[64 * 1024];
    private int _used;

    public DatagramBatch(IMessageDecoder decoder)
    {
        _decoder = decoder;
        Decode = DecodeAll;
    }

    /// <summary>The bytes of all messages.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _used);

    /// <summary>How many messages there are.</summary>
    public int Count => _messages.Count;

    /// <summary>Whether it should be committed before more is added.</summary>
    public bool IsFull => _used >= FullBytes || _messages.Count >= FullMessages;

    /// <summary>Reads the messages into records. The same delegate for every commit.</summary>
    public Intake.Decode<ILogPipelineBatch> Decode { get; }

    /// <summary>Room for a message of at most so many bytes. It becomes one with <see cref="Add"/>.</summary>
    public Span<byte> GetRoom(int bytes)
    {
        if (_bytes.Length - _used < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes));
        }

        return _bytes.AsSpan(_used, bytes);
    }

    /// <summary>The first bytes of the room are a message.</summary>
    public void Add(int length, ReadOnlyMemory<byte> peer)
    {
        _messages.Add((_used, length, peer));
        _used += length;
    }

    /// <summary>Forgets all messages.</summary>
    public void Clear()
    {
        _messages.Clear();
        _used = 0;
    }

    private void DecodeAll(ReadOnlyMemory<byte> body, ILogPipelineBatch batch)
    {
        var position = 0L;
        foreach (var (start, length, peer) in _messages)
        {
            _decoder.Decode(new SocketMessage(body.Slice(start, length), peer, ++position), batch);
        }
    }
}
