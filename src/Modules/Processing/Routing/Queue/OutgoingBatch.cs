using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Routing.Queue;

/// <summary>Records on their way from a queue to a destination: as many as one request has. Not thread-safe.</summary>
/// <param name="salt">What tells the ids of these records from those of other segments.</param>
/// <param name="start">Where they begin.</param>
internal sealed class OutgoingBatch(ulong salt, QueuePosition start) : IDisposable
{
    /// <summary>How many bytes of records are sent at once. One record alone may be larger.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly LogRecord _record = new();
    private readonly List<Frame> _frames = [];
    private byte[] _bytes = [];
    private int _used;

    /// <summary>Where they begin.</summary>
    public QueuePosition Start { get; } = start;

    /// <summary>Where the next ones begin.</summary>
    public QueuePosition End { get; private set; } = start;

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>When the oldest was queued.</summary>
    public DateTimeOffset QueuedAt { get; private set; }

    /// <summary>Names these very records. Where more of them are sent at once after a restart, they have another name: a server that
    /// takes a name once only would not keep the rest.</summary>
    public string Id => new RecordId(salt, (uint)Start.Offset, (uint)End.Offset).ToString();

    /// <summary>Names the place where they begin, after a restart too.</summary>
    public string FirstId => new RecordId(salt, (uint)Start.Offset, 0).ToString();

    /// <summary>The records as they lie in the queue.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _used);

    /// <summary>Records that are no queue's: dead letters that are looked at, or a record that tries a destination out.</summary>
    public static OutgoingBatch Of(ReadOnlySpan<byte> records, int count, DateTimeOffset queuedAt, ulong salt)
    {
        var batch = new OutgoingBatch(salt, default) { Count = count, QueuedAt = queuedAt };
        batch._bytes = ArrayPool<byte>.Shared.Rent(records.Length);
        records.CopyTo(batch._bytes);
        batch._used = records.Length;
        batch._frames.Add(new Frame(records.Length, 0));
        return batch;
    }

    /// <summary>Reads frames from the segment that the batch begins in.</summary>
    /// <returns>False when the first frame is damaged.</returns>
    public bool TryFill(QueueSegment segment, long limit, int maxBytes)
    {
        var offset = Start.Offset;
        while (
            segment.TryReadHeader(offset, limit, out var frame)
            && (Count == 0 || _used + frame.PayloadBytes <= maxBytes)
        )
        {
            if (!segment.TryReadPayload(offset, frame, Room(frame.PayloadBytes)))
            {
                break;
            }

            if (Count == 0)
            {
                QueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(frame.WrittenAtUnixMs);
            }

            _used += frame.PayloadBytes;
            _frames.Add(new Frame(_used, (uint)offset));
            Count += frame.Records;
            offset += frame.Bytes;
        }

        End = new QueuePosition(Start.Segment, offset, Start.Records + Count);
        return offset > Start.Offset;
    }

    /// <summary>The records in order. One is valid until the next.</summary>
    public IEnumerable<QueuedRecord> Records()
    {
        var at = 0;
        foreach (var frame in _frames)
        {
            // Counted by frame: after a crash, what is sent again may be cut into requests in another way.
            var index = 0u;
            while (
                at < frame.End && RecordCodec.Read(_bytes.AsMemory(at, frame.End - at), _record) is > 0 and var bytes
            )
            {
                yield return new QueuedRecord(
                    new RecordId(salt, frame.Offset, index++),
                    _record,
                    _bytes.AsMemory(at, bytes)
                );
                at += bytes;
            }

            at = frame.End;
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            (_bytes, _used) = ([], 0);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_used + bytes > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_used + bytes, Math.Min(MaxBytes, _used * 2)));
            _bytes.AsSpan(0, _used).CopyTo(larger);
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
            }

            _bytes = larger;
        }

        return _bytes.AsSpan(_used, bytes);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Frame(int End, uint Offset);
}

/// <summary>A record in a queue.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Record">What it says.</param>
/// <param name="Encoded">As it lies in the queue.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueuedRecord(RecordId Id, LogRecord Record, ReadOnlyMemory<byte> Encoded);

/// <summary>Names a record among all that are forwarded: the same each time that it is sent, so that a destination can tell that it has
/// it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordId(ulong Salt, uint Offset, uint Index)
{
    /// <summary>How many characters an id has.</summary>
    public const int Length = 32;

    /// <summary>32 hexadecimal digits.</summary>
    public void Write(Span<byte> to)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Salt);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Offset);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Index);
        Convert.TryToHexStringLower(bytes, to, out _);
    }

    public override string ToString() => $"{Salt:x16}{Offset:x8}{Index:x8}";
}
