using System.IO.Compression;
using Monolith.Ingest.Sockets;
using Monolith.Ingest.Sockets.Datagrams;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Gelf;

/// <summary>GELF by UDP: messages in one datagram or in chunks, plain, or compressed with gzip or zlib.</summary>
internal sealed class GelfDatagrams(GelfDecoder decoder, ChunkStore chunks, DecodeLimits limits) : IDatagramProtocol
{
    // One byte more than a message may have, so that one that is too large is seen to be.
    private readonly byte[] _plain = new byte[limits.MaxRecordBytes + 1];

    /// <inheritdoc/>
    public void Decode(in SocketMessage message, ILogPipelineBatch batch) => decoder.Decode(message, batch);

    /// <inheritdoc/>
    public string? Receive(ReadOnlySpan<byte> datagram, Peer peer, DatagramBatch batch)
    {
        chunks.Expire();
        if (datagram.IsEmpty)
        {
            return "empty";
        }

        if (!ChunkStore.IsChunk(datagram))
        {
            Keep(datagram, peer, batch);
            return null;
        }

        var reason = chunks.Add(datagram, peer, out var message);
        if (!message.IsEmpty)
        {
            Keep(message, peer, batch);
        }

        return reason;
    }

    private void Keep(ReadOnlySpan<byte> message, Peer peer, DatagramBatch batch)
    {
        var plain = Decompress(message);
        plain.CopyTo(batch.GetRoom(plain.Length));
        batch.Add(plain.Length, peer.Name);
    }

    /// <summary>The message without its compression. One that is not compressed as it says stays as it is: it is refused when it
    /// is read, and kept in quarantine.</summary>
    private ReadOnlySpan<byte> Decompress(ReadOnlySpan<byte> message)
    {
        var isGzip = message.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        var isZlib = message.Length > 1 && (message[0] & 0x0F) == 8 && ((message[0] << 8) + message[1]) % 31 == 0;
        if (!isGzip && !isZlib)
        {
            return message;
        }

        using var compressed = new MemoryStream(message.ToArray());
        using Stream plain = isGzip
            ? new GZipStream(compressed, CompressionMode.Decompress)
            : new ZLibStream(compressed, CompressionMode.Decompress);
        try
        {
            // Bombs end here: no more is decompressed than a message may have.
            var length = plain.ReadAtLeast(_plain, _plain.Length, throwOnEndOfStream: false);
            return _plain.AsSpan(0, length);
        }
        catch (InvalidDataException)
        {
            return message;
        }
    }
}
