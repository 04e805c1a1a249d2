using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Sockets.Framing;

/// <summary>Takes messages that follow one another on a connection and want no answer.</summary>
/// <remarks>All messages that have come share a commit, and while it is written the next ones gather.</remarks>
internal sealed class FramedProtocol(
    string source,
    TcpPortOptions options,
    Func<IFraming> newFraming,
    IMessageDecoder decoder,
    TimeProvider clock
) : IStreamProtocol
{
    // Longer than the pauses inside of what a client writes at once, and shorter than people notice.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    public async Task<string?> ServeAsync(StreamConnection connection)
    {
        var framing = newFraming();
        var batch = new Batch(decoder, connection.Peer);
        var began = clock.GetTimestamp();
        while (true)
        {
            var (isIdle, waitsForSilence) = (connection.Unread.IsEmpty, framing.WaitsForSilence);
            var patience =
                waitsForSilence ? Silence
                : isIdle ? options.IdleTimeout
                : options.MessageTimeout - clock.GetElapsedTime(began);
            var arrival = patience > TimeSpan.Zero ? await connection.ReadAsync(patience) : Arrival.Silence;
            var hasTaken = await TakeAsync(connection, framing, batch, isOver: arrival != Arrival.Bytes);
            if (isIdle || hasTaken)
            {
                began = clock.GetTimestamp();
            }

            switch (arrival)
            {
                case Arrival.End:
                    return null;
                case Arrival.NoRoom:
                    return "no_room";
                case Arrival.Silence when !waitsForSilence:
                    return isIdle ? "idle" : "unfinished_message";
            }
        }
    }

    /// <summary>Takes the messages that have come. False when none of them is whole.</summary>
    private async Task<bool> TakeAsync(StreamConnection connection, IFraming framing, Batch batch, bool isOver)
    {
        var messages = batch.Messages;
        var hasTaken = false;
        bool isFull;
        do
        {
            var done = framing.Find(connection.Unread.Span, isOver, messages);
            isFull = messages.IsFull;
            if (messages.Count > 0)
            {
                await connection.TakeAsync(source, connection.Unread[..done], batch.Decode);
                messages.Clear();
            }

            connection.Consume(done);
            hasTaken |= done > 0;
        } while (isFull);

        return hasTaken;
    }

    /// <summary>The messages that share a commit.</summary>
    private sealed class Batch
    {
        private readonly IMessageDecoder _decoder;
        private readonly ReadOnlyMemory<byte> _peer;

        public Batch(IMessageDecoder decoder, ReadOnlyMemory<byte> peer)
        {
            (_decoder, _peer) = (decoder, peer);
            Decode = DecodeAll;
        }

        public MessageList Messages { get; } = new();

        /// <summary>The same delegate for every commit of the connection.</summary>
        public Intake.Decode<ILogPipelineBatch> Decode { get; }

        private void DecodeAll(ReadOnlyMemory<byte> body, ILogPipelineBatch batch)
        {
            var position = 0L;
            foreach (var (start, length) in Messages.Items)
            {
                _decoder.Decode(new SocketMessage(body.Slice(start, length), _peer, ++position), batch);
            }
        }
    }
}
