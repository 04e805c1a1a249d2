using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Sockets;

/// <summary>One message of a socket.</summary>
/// <param name="Bytes">What was sent, without its frame.</param>
/// <param name="Peer">The address that sent it, as text, UTF-8.</param>
/// <param name="Position">Its place in the batch, from 1.</param>
internal readonly record struct SocketMessage(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Peer, long Position);

/// <summary>Reads messages that are one record each. Thread-safe.</summary>
internal interface IMessageDecoder
{
    /// <summary>Submits the message's record to the batch, or rejects it. Never throws on what a client sent.</summary>
    void Decode(in SocketMessage message, ILogPipelineBatch batch);
}
