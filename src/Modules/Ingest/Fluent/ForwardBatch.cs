using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using Monolith.Ingest.Bodies;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Intake;
using Monolith.Ingest.Sockets;
using Monolith.Platform.Problems;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Fluent;

/// <summary>The messages of a connection that share a commit. Reused from batch to batch; not thread-safe.</summary>
internal sealed class ForwardBatch : IDisposable
{
    // What gathers while a commit is written; more would only wait longer for its acknowledgement.
    private const int FullMessages = 4096;
    private const int FullBytes = 4 * 1024 * 1024;

    // Once a commit has so many entries, the messages that are left have one of their own.
    private const int ManyEntries = 50_000;

    // Up to here entries may swell as they like.
    private const int HarmlessBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(20);

    private readonly StreamConnection _connection;
    private readonly TimeSpan _patience;
    private readonly IngestOptions _bounds;
    private readonly DecodeLimits _limits;
    private readonly MemoryGate _gate;
    private readonly TimeProvider _clock;
    private readonly byte[] _sender;
    private readonly Decode<ILogPipelineBatch> _decode;
    private readonly List<Item> _items = [];
    private int _bytes;

    /// <param name="connection">Where they come from.</param>
    /// <param name="patience">How long to wait for memory, and for a client to read what it is told.</param>
    /// <param name="bounds">How large the entries of one may be.</param>
    /// <param name="limits">The bounds of records.</param>
    /// <param name="gate">Where memory comes from.</param>
    /// <param name="clock">Measures the wait.</param>
    public ForwardBatch(
        StreamConnection connection,
        TimeSpan patience,
        IngestOptions bounds,
        DecodeLimits limits,
        MemoryGate gate,
        TimeProvider clock
    )
    {
        (_connection, _patience, _bounds) = (connection, patience, bounds);
        (_limits, _gate, _clock) = (limits, gate, clock);
        _decode = Decode;
        var (tenant, port, _, _) = connection.Sender;
        _sender = [.. Encoding.UTF8.GetBytes($"fluent\0{tenant}\0{port}\0"), .. connection.Peer.Span, 0];
    }

    /// <summary>What has become of a message.</summary>
    private enum Fate
    {
        /// <summary>It was not read yet.</summary>
        Waiting,

        /// <summary>It is in the batch that is being made, or was there before.</summary>
        InBatch,

        /// <summary>Another connection brings the same chunk, and nobody knows yet what becomes of it.</summary>
        Elsewhere,

        /// <summary>It is durable.</summary>
        Durable,
    }

    /// <summary>Whether it should be taken before more is added.</summary>
    /// <remarks>One that must be unpacked is the last: so a connection never waits for room that it holds itself.</remarks>
    public bool IsFull =>
        _items.Count >= FullMessages || _bytes >= FullBytes || (_items.Count > 0 && _items[^1].Message.IsGzip);

    private Span<Item> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>Adds a message.</summary>
    public void Add(ReadOnlyMemory<byte> frame)
    {
        _items.Add(new Item { Message = ForwardMessage.Read(frame) });
        _bytes += frame.Length;
    }

    /// <summary>Makes all messages durable, acknowledges those that ask for it, and forgets them.</summary>
    /// <param name="bytes">All of them as they came.</param>
    /// <returns>Why the connection must end; null when it may go on.</returns>
    public async ValueTask<string?> TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Message is { Problem: null, IsGzip: true } && !await UnpackAsync(i))
            {
                return "no_room";
            }
        }

        while (_items.Exists(item => item.Fate != Fate.Durable))
        {
            await _connection.TakeAsync("fluent", bytes, _decode);
            await SettleAsync();
        }

        var isRead = await AcknowledgeAsync();
        Clear();
        return isRead ? null : StreamPort.AnswersNotRead;
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        foreach (var item in _items)
        {
            item.Unpacked?.Dispose();
        }

        _items.Clear();
        _bytes = 0;
    }

    // Called again for the same messages when there was no room for them.
    private void Decode(ReadOnlyMemory<byte> body, ILogPipelineBatch batch)
    {
        var decoder = new ForwardDecoder(_limits, batch);
        foreach (ref var item in Items)
        {
            if (item.Fate == Fate.Durable)
            {
                continue;
            }

            item.Fate = Fate.Waiting;
            if (decoder.Entries < ManyEntries)
            {
                Decode(ref item, ref decoder, batch);
            }
        }
    }

    private void Decode(ref Item item, ref ForwardDecoder decoder, ILogPipelineBatch batch)
    {
        var claim = Claim(item.Message, batch);
        (item.Fate, item.Outcome) =
            claim.State == DeliveryState.UnderWay ? (Fate.Elsewhere, claim.Outcome) : (Fate.InBatch, null);
        if (claim.State != DeliveryState.New)
        {
            return;
        }

        if (item.Problem is { } problem)
        {
            decoder.Reject(item.Reason, problem, item.Message.Raw);
        }
        else
        {
            decoder.Decode(item.Message, item.Unpacked?.Bytes ?? item.Message.Entries);
        }
    }

    // The tenant is part of the name, so that nobody can hide another's messages behind chunks of his own. So are the client and
    // the tag: Fluent Bit makes the id of a chunk out of its entries alone, and two agents may well tell the same at the same time.
    private DeliveryClaim Claim(in ForwardMessage message, ILogPipelineBatch batch)
    {
        if (message.Chunk.IsEmpty)
        {
            return new DeliveryClaim(DeliveryState.New);
        }

        var tag = message.Tag.Span;
        var chunk = message.Chunk.Span;
        var before = batch.Scratch.Position;
        var name = batch.Scratch.Take(_sender.Length + sizeof(int) + tag.Length + chunk.Length).Span;
        _sender.CopyTo(name);

        // The length of the tag stands before it: otherwise its end could pass for the beginning of a chunk.
        BinaryPrimitives.WriteInt32LittleEndian(name[_sender.Length..], tag.Length);
        tag.CopyTo(name[(_sender.Length + sizeof(int))..]);
        chunk.CopyTo(name[^chunk.Length..]);
        var claim = batch.Claim(name);
        batch.Scratch.Rewind(before);
        return claim;
    }

    private async ValueTask SettleAsync()
    {
        for (var i = 0; i < _items.Count; i++)
        {
            var item = _items[i];
            var isDurable = item.Fate switch
            {
                Fate.InBatch => true,
                Fate.Elsewhere => await item.Outcome!.WaitAsync(_connection.GiveUp),
                _ => item.Fate == Fate.Durable,
            };
            Items[i].Fate = isDurable ? Fate.Durable : Fate.Waiting;
        }
    }

    /// <returns>False when the client does not read them. Then nobody need wait for it with what it has sent in memory.</returns>
    private async ValueTask<bool> AcknowledgeAsync()
    {
        var output = _connection.Output;
        foreach (ref readonly var item in Items)
        {
            if (!item.Message.Chunk.IsEmpty)
            {
                output.WriteMap(1);
                output.WriteText("ack"u8);
                output.WriteText(item.Message.Chunk.Span);
            }
        }

        var flushing = output.FlushAsync(_connection.GiveUp);
        if (flushing.IsCompleted)
        {
            await flushing;
            return true;
        }

        try
        {
            await flushing.AsTask().WaitAsync(_patience, _clock, _connection.GiveUp);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async ValueTask<bool> UnpackAsync(int index)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                var unpacked = await UnpackAsync(_items[index].Message.Entries);
                Items[index].Unpacked = unpacked;
                return true;
            }
            catch (OverloadedException) when (_clock.GetElapsedTime(began) < _patience)
            {
                // As for everything that comes by sockets: whoever finds no room waits, and is not read meanwhile.
                await Task.Delay(RoomPause, _clock, _connection.GiveUp);
            }
            catch (OverloadedException)
            {
                return false;
            }
            catch (TooLargeException large)
            {
                Items[index].Refuse(RejectReason.RecordTooLarge, large.Message);
                return true;
            }
            catch (InvalidDataException)
            {
                Items[index].Refuse(RejectReason.InvalidMessagePack, "The entries are not valid gzip.");
                return true;
            }
        }
    }

    /// <summary>What members of gzip, one after the other, hold together.</summary>
    private async ValueTask<PooledBody> UnpackAsync(ReadOnlyMemory<byte> gzip)
    {
        // What logs usually shrink to; a wrong guess costs one more copy.
        const int UsualRatio = 8;
        var swollen = Math.Max(HarmlessBytes, gzip.Length * (long)_bounds.MaxDecompressionRatio);
        var max = (int)Math.Min(_bounds.MaxDecompressedBytes, swollen);
        var body = new PooledBody(_gate, max);
        try
        {
            var packed = PipeReader.Create(new ReadOnlySequence<byte>(gzip)).AsStream();
            await using var plain = new GZipStream(packed, CompressionMode.Decompress);
            var expected = (int)Math.Min(gzip.Length * (long)UsualRatio, max);
            while (await body.GetRoomAsync(expected, _connection.GiveUp) is { IsEmpty: false } room)
            {
                var read = await plain.ReadAsync(room, _connection.GiveUp);
                if (read == 0)
                {
                    return body;
                }

                body.Advance(read);
            }

            throw new TooLargeException($"The entries of this message may have {max} bytes.");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>One message and what became of it.</summary>
    private struct Item
    {
        public ForwardMessage Message;
        public PooledBody? Unpacked;
        public string? Problem;
        public RejectReason Reason;
        public Fate Fate;
        public Task<bool>? Outcome;

        public void Refuse(RejectReason reason, string problem) => (Reason, Problem) = (reason, problem);
    }
}
