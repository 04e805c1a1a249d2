using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Sockets.Datagrams;

/// <summary>Datagrams that are one message each, as they are.</summary>
internal sealed class PlainDatagrams(IMessageDecoder decoder) : IDatagramProtocol
{
    /// <inheritdoc/>
    public void Decode(in SocketMessage message, ILogPipelineBatch batch) => decoder.Decode(message, batch);

    /// <inheritdoc/>
    public string? Receive(ReadOnlySpan<byte> datagram, Peer peer, DatagramBatch batch)
    {
        if (datagram.IsEmpty)
        {
            return "empty";
        }

        datagram.CopyTo(batch.GetRoom(datagram.Length));
        batch.Add(datagram.Length, peer.Name);
        return null;
    }
}
