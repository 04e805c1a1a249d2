using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Sockets;

/// <summary>What came of waiting for a connection.</summary>
internal enum Arrival
{
    /// <summary>There are more bytes.</summary>
    Bytes,

    /// <summary>Nothing came for as long as was waited.</summary>
    Silence,

    /// <summary>Nothing more will come: the client has finished, or the host is stopping.</summary>
    End,

    /// <summary>There was no room in memory for what came. The connection cannot go on.</summary>
    NoRoom,
}

/// <summary>One connection of a TCP port, as its protocol sees it. Not thread-safe.</summary>
/// <param name="sender">Whose records come by it.</param>
/// <param name="peer">The client's address as text, UTF-8.</param>
/// <param name="transport">The bytes.</param>
/// <param name="intake">Where records go.</param>
/// <param name="gate">Where memory comes from.</param>
/// <param name="clock">Measures silence.</param>
/// <param name="closing">The host wants the connection to end.</param>
/// <param name="giveUp">The host waits no longer.</param>
internal sealed class StreamConnection(
    Sender sender,
    ReadOnlyMemory<byte> peer,
    IDuplexPipe transport,
    SocketIntake intake,
    MemoryGate gate,
    TimeProvider clock,
    CancellationToken closing,
    CancellationToken giveUp
) : IDisposable
{
    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(20);

    private readonly StreamBuffer _buffer = new(gate);
    private readonly PipeReader _input = transport.Input;
    private readonly CancellationTokenRegistration _wakesWhenClosing = closing.UnsafeRegister(Wake, transport.Input);
    private readonly ITimer _alarm = clock.CreateTimer(
        Wake,
        transport.Input,
        Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan
    );

    /// <summary>Whose records come by it.</summary>
    public Sender Sender => sender;

    /// <summary>The client's address as text, UTF-8.</summary>
    public ReadOnlyMemory<byte> Peer => peer;

    /// <summary>What has come and was not dealt with. Void after the next <see cref="ReadAsync"/> or
    /// <see cref="Consume"/>. The protocol bounds it: it reads on only while a message may still become whole.</summary>
    public ReadOnlyMemory<byte> Unread => _buffer.Unread;

    /// <summary>Where answers go. Flush it after each.</summary>
    public PipeWriter Output => transport.Output;

    /// <summary>Ends when the host waits no longer for this connection. For writing answers.</summary>
    public CancellationToken GiveUp => giveUp;

    /// <summary>Waits for more bytes and puts them behind <see cref="Unread"/>. What had come before the host began to stop is
    /// still read.</summary>
    /// <param name="patience">How long to wait for them, and then for memory to put them in.</param>
    public async ValueTask<Arrival> ReadAsync(TimeSpan patience)
    {
        try
        {
            return await ReadUntilAsync(patience);
        }
        catch (Exception gone) when (gone is IOException or ConnectionAbortedException)
        {
            // The client went away without a word; what it had sent before is still to be dealt with.
            return Arrival.End;
        }
    }

    /// <summary>So many bytes at the beginning of <see cref="Unread"/> were dealt with.</summary>
    public void Consume(int count) => _buffer.Consume(count);

    /// <summary>Takes the records of some bytes: they are durable when this returns, but for what was rejected. While there is
    /// no room it waits, and the connection is not read.</summary>
    public ValueTask<BatchOutcome> TakeAsync(
        string source,
        ReadOnlyMemory<byte> bytes,
        Decode<ILogPipelineBatch> decode
    ) => intake.TakeAsync(sender, source, bytes, decode, giveUp);

    public void Dispose()
    {
        _wakesWhenClosing.Dispose();
        _alarm.Dispose();
        _buffer.Dispose();
    }

    private async ValueTask<Arrival> ReadUntilAsync(TimeSpan patience)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            if (!_input.TryRead(out var read))
            {
                if (closing.IsCancellationRequested)
                {
                    return Arrival.End;
                }

                _alarm.Change(patience, Timeout.InfiniteTimeSpan);
                read = await _input.ReadAsync(CancellationToken.None);
                _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }

            if (!read.Buffer.IsEmpty)
            {
                return await KeepAsync(read.Buffer, patience) ? Arrival.Bytes : Arrival.NoRoom;
            }

            _input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return Arrival.End;
            }

            // Woken early, it was the alarm of a wait before this one, or the host is closing: the next turn tells.
            if (clock.GetElapsedTime(began) >= patience)
            {
                return Arrival.Silence;
            }
        }
    }

    private async ValueTask<bool> KeepAsync(ReadOnlySequence<byte> bytes, TimeSpan patience)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await _buffer.AppendAsync(bytes, giveUp);
                _input.AdvanceTo(bytes.End);
                return true;
            }
            catch (OverloadedException) when (clock.GetElapsedTime(began) < patience)
            {
                await Task.Delay(RoomPause, clock, giveUp);
            }
            catch (OverloadedException)
            {
                return false;
            }
        }
    }

    private static void Wake(object? input) => ((PipeReader)input!).CancelPendingRead();
}
