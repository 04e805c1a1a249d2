using Microsoft.Extensions.Options;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Sockets;

namespace Monolith.Ingest.Fluent;

/// <summary>Speaks the forward protocol of Fluentd: a handshake where there is a shared key, then messages, and an
/// acknowledgement for each that asks for one, once it is durable.</summary>
internal sealed class ForwardProtocol(
    FluentOptions options,
    IOptions<IngestOptions> bounds,
    DecodeLimits limits,
    MemoryGate gate,
    TimeProvider clock
) : IStreamProtocol
{
    private readonly Handshake? _handshake = options.SharedKey.Length > 0 ? new Handshake(options, clock) : null;

    /// <inheritdoc/>
    public async Task<string?> ServeAsync(StreamConnection connection)
    {
        if (_handshake is not null && await _handshake.GreetAsync(connection) is { } refusal)
        {
            return refusal;
        }

        var framing = new MessagePackFraming(bounds.Value.MaxBodyBytes);
        using var batch = new ForwardBatch(connection, options.MessageTimeout, bounds.Value, limits, gate, clock);
        var began = clock.GetTimestamp();
        while (true)
        {
            var unread = connection.Unread.Length;
            if (await TakeAsync(connection, framing, batch) is { } problem)
            {
                return problem;
            }

            // The whole of a message has one bound, so that nobody can hold memory byte by byte.
            began = connection.Unread.Length < unread ? clock.GetTimestamp() : began;
            var isIdle = connection.Unread.IsEmpty;
            var patience = isIdle ? options.IdleTimeout : options.MessageTimeout - clock.GetElapsedTime(began);
            if (patience <= TimeSpan.Zero)
            {
                return "unfinished_message";
            }

            switch (await connection.ReadAsync(patience))
            {
                case Arrival.End:
                    return null;
                case Arrival.NoRoom:
                    return "no_room";
                case Arrival.Silence:
                    return isIdle ? "idle" : "unfinished_message";
            }

            began = isIdle ? clock.GetTimestamp() : began;
        }
    }

    /// <summary>Takes the messages that are whole. Those that came together share a commit.</summary>
    private static async ValueTask<string?> TakeAsync(
        StreamConnection connection,
        MessagePackFraming framing,
        ForwardBatch batch
    )
    {
        while (true)
        {
            var state = Gather(connection.Unread, framing, batch, out var done);
            if (done > 0 && await batch.TakeAsync(connection.Unread[..done]) is { } problem)
            {
                return problem;
            }

            connection.Consume(done);

            switch (state)
            {
                case FrameState.Incomplete:
                    return null;
                case FrameState.Broken:
                    return "broken_message";
                case FrameState.TooLarge:
                    return "message_too_large";
            }
        }
    }

    /// <returns>Why it stopped: <see cref="FrameState.Whole"/> when the batch is full.</returns>
    private static FrameState Gather(
        ReadOnlyMemory<byte> unread,
        MessagePackFraming framing,
        ForwardBatch batch,
        out int done
    )
    {
        done = 0;
        while (!batch.IsFull)
        {
            var state = framing.Find(unread.Span[done..], out var length);
            if (state != FrameState.Whole)
            {
                return state;
            }

            var frame = unread.Slice(done, length);
            if (!IsNil(frame.Span) && !IsArray(frame.Span))
            {
                // Somebody speaks another protocol: it would be thousands of bad messages.
                return FrameState.Broken;
            }

            done += length;
            if (!IsNil(frame.Span))
            {
                batch.Add(frame);
            }
        }

        return FrameState.Whole;
    }

    private static bool IsArray(ReadOnlySpan<byte> frame) =>
        MessagePackHeader.TryRead(frame, out var value) && value.Kind == MessagePackKind.Array;

    // A sign of life that some clients send.
    private static bool IsNil(ReadOnlySpan<byte> frame) => frame.Length == 1 && frame[0] == 0xC0;
}
