using System.Buffers;
using System.Buffers.Binary;
using Monolith.Ingest.Sockets.Datagrams;

namespace Monolith.Ingest.Gelf;

/// <summary>
/// Puts messages together that came in several datagrams: <c>1E 0F</c>, an id of eight bytes, the chunk's number, how many there
/// are, and a part of the message. Bounded in number, bytes and time, because chunks are lost, and forged. Not thread-safe.
/// </summary>
/// <param name="options">The bounds.</param>
/// <param name="maxMessageBytes">The largest message.</param>
/// <param name="clock">Tells how long a message has been waiting.</param>
/// <param name="drop">Told why, for each message that will not become whole.</param>
internal sealed class ChunkStore(GelfUdpOptions options, int maxMessageBytes, TimeProvider clock, Action<string> drop)
{
    private const int MostChunks = 128;
    private const int HeaderBytes = 12;

    // In the order of their first chunks, so that the oldest is found at once.
    private readonly LinkedList<Assembly> _waiting = [];
    private readonly Dictionary<Key, LinkedListNode<Assembly>> _byKey = [];
    private byte[] _whole = [];

    /// <summary>How many messages wait for chunks.</summary>
    public int Count => _waiting.Count;

    /// <summary>How many bytes their chunks take.</summary>
    public long WaitingBytes { get; private set; }

    /// <summary>Whether a datagram is a chunk.</summary>
    public static bool IsChunk(ReadOnlySpan<byte> datagram) => datagram.StartsWith((ReadOnlySpan<byte>)[0x1E, 0x0F]);

    /// <summary>Drops what has been waiting for too long.</summary>
    public void Expire()
    {
        while (_waiting.First is { } oldest && clock.GetElapsedTime(oldest.Value.Began) >= options.ChunkTimeout)
        {
            Drop(oldest, "chunks_late");
        }
    }

    /// <summary>Keeps a chunk.</summary>
    /// <param name="datagram">The chunk.</param>
    /// <param name="peer">Whose it is: ids of different senders are different ids.</param>
    /// <param name="message">The message that it completes; empty when it completes none. Valid until the next call.</param>
    /// <returns>Why the chunk is dropped; null when it is not.</returns>
    public string? Add(ReadOnlySpan<byte> datagram, Peer peer, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (datagram.Length < HeaderBytes || datagram[11] is 0 or > MostChunks || datagram[10] >= datagram[11])
        {
            return "bad_chunk";
        }

        var key = new Key(peer, BinaryPrimitives.ReadUInt64LittleEndian(datagram[2..]));
        var node = _byKey.GetValueOrDefault(key) ?? Begin(key, datagram[11]);
        var assembly = node.Value;
        if (assembly.Chunks != datagram[11])
        {
            return "bad_chunk";
        }

        if (!assembly.TryAdd(datagram[10], datagram[HeaderBytes..]))
        {
            return "repeated_chunk";
        }

        WaitingBytes += datagram.Length - HeaderBytes;
        if (assembly.Bytes > maxMessageBytes)
        {
            Drop(node, "too_large");
            return null;
        }

        if (assembly.IsWhole)
        {
            message = Join(assembly);
            Remove(node);
            return null;
        }

        while (WaitingBytes > options.MaxChunkedBytes)
        {
            Drop(_waiting.First!, "too_many_chunks");
        }

        return null;
    }

    private LinkedListNode<Assembly> Begin(Key key, int chunks)
    {
        if (_waiting.Count == options.MaxChunkedMessages)
        {
            Drop(_waiting.First!, "too_many_chunks");
        }

        var node = _waiting.AddLast(new Assembly(key, chunks, clock.GetTimestamp()));
        _byKey.Add(key, node);
        return node;
    }

    private ReadOnlySpan<byte> Join(Assembly assembly)
    {
        if (_whole.Length < assembly.Bytes)
        {
            _whole = new byte[maxMessageBytes];
        }

        assembly.CopyTo(_whole);
        return _whole.AsSpan(0, assembly.Bytes);
    }

    private void Drop(LinkedListNode<Assembly> node, string reason)
    {
        Remove(node);
        drop(reason);
    }

    private void Remove(LinkedListNode<Assembly> node)
    {
        WaitingBytes -= node.Value.Bytes;
        _waiting.Remove(node);
        _byKey.Remove(node.Value.Key);
        node.Value.Dispose();
    }

    private readonly record struct Key(Peer Peer, ulong Id);

    /// <summary>The chunks of one message.</summary>
    private sealed class Assembly(Key key, int chunks, long began) : IDisposable
    {
        private readonly (byte[]? Bytes, int Length)[] _chunks = new (byte[]?, int)[chunks];
        private int _missing = chunks;

        public Key Key { get; } = key;

        public long Began { get; } = began;

        public int Chunks => _chunks.Length;

        public int Bytes { get; private set; }

        public bool IsWhole => _missing == 0;

        /// <summary>False when the chunk is there already.</summary>
        public bool TryAdd(int number, ReadOnlySpan<byte> bytes)
        {
            if (_chunks[number].Bytes is not null)
            {
                return false;
            }

            // Some libraries end with a chunk that has nothing in it.
            var kept = ArrayPool<byte>.Shared.Rent(Math.Max(1, bytes.Length));
            bytes.CopyTo(kept);
            _chunks[number] = (kept, bytes.Length);
            Bytes += bytes.Length;
            _missing--;
            return true;
        }

        public void CopyTo(Span<byte> target)
        {
            foreach (var (bytes, length) in _chunks)
            {
                bytes.AsSpan(0, length).CopyTo(target);
                target = target[length..];
            }
        }

        public void Dispose()
        {
            foreach (var (bytes, _) in _chunks)
            {
                if (bytes is not null)
                {
                    ArrayPool<byte>.Shared.Return(bytes);
                }
            }
        }
    }
}
