using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Sampling;

/// <summary>
/// The records of a tenant that were left out lately and belong to a trace or to a correlation id, so that an error that comes after
/// them can bring them back. They lie in memory alone, and never take more than was set: the oldest make room. Thread-safe.
/// </summary>
/// <remarks>The records lie one behind the other in a ring. A place is counted on and on, so that it says by itself whether it was
/// written over since. Those with one id are chained from the youngest to the oldest, and a chain ends where the ring does: nothing is
/// mended when the oldest go.</remarks>
internal sealed class LeftOutRecords(int maxBytes, ProcessingMetrics metrics)
{
    // One that is larger would push out too many others.
    private const int MaxShare = 16;
    private const int BytesPerChain = 256;
    private const int Alignment = sizeof(long);

    private static readonly int HeaderBytes = Unsafe.SizeOf<Header>();

    private readonly int _capacity = maxBytes / Alignment * Alignment;
    private readonly Lock _gate = new();

    // Under the gate.
    private readonly List<long> _found = [];
    private byte[] _ring = [];
    private long[] _chains = [];
    private long _oldest = maxBytes / Alignment * Alignment; // so that 0 is no place
    private long _end = maxBytes / Alignment * Alignment;

    private long _batches;

    /// <summary>Tells one batch's records from those of others.</summary>
    public long NextBatch() => Interlocked.Increment(ref _batches);

    /// <summary>Keeps a copy of a record.</summary>
    /// <param name="record">The record, as the stage that leaves it out got it.</param>
    /// <param name="note">What is kept beside it.</param>
    /// <param name="now">When it came: nanoseconds since 1970 UTC.</param>
    /// <returns>Its place; 0 when it is too large to be kept.</returns>
    public long Add(LogRecord record, in LeftOutNote note, long now)
    {
        var bytes = RecordCodec.Measure(record);
        lock (_gate)
        {
            var place = AddLocked(in note, bytes, now, out var room);
            if (place > 0)
            {
                RecordCodec.Write(record, room);
            }

            return place;
        }
    }

    /// <summary>Takes out all that have an id.</summary>
    /// <param name="id">The number of the id; 0 for none.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="into">Gets copies, the oldest first.</param>
    public void Take(ulong id, long now, TakenRecords into)
    {
        if (id == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_ring.Length == 0)
            {
                return;
            }

            FindLocked(id, now);
            for (var i = _found.Count - 1; i >= 0; i--)
            {
                ref var header = ref At(_found[i]);
                header.IsTaken = true;
                into.Add(in header.Note, Encoded(_found[i], header.Bytes));
            }

            _found.Clear();
        }
    }

    /// <summary>Takes one out by its place.</summary>
    /// <returns>False when it is not there any more.</returns>
    public bool TryRemove(long place)
    {
        lock (_gate)
        {
            if (place == 0 || place < _oldest || At(place).IsTaken)
            {
                return false;
            }

            return At(place).IsTaken = true;
        }
    }

    /// <summary>Takes out those of a batch that came to nothing: they will come again.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The place of its first.</param>
    public void Remove(long batch, long first)
    {
        lock (_gate)
        {
            for (var place = Skip(Math.Max(first, _oldest)); place < _end; place = Skip(place + At(place).Bytes))
            {
                ref var header = ref At(place);
                header.IsTaken |= header.Note.Batch == batch;
            }
        }
    }

    /// <summary>Puts one back that was taken out for nothing.</summary>
    public void PutBack(in LeftOutNote note, ReadOnlySpan<byte> encoded, long now)
    {
        lock (_gate)
        {
            if (AddLocked(in note, encoded.Length, now, out var room) > 0)
            {
                encoded.CopyTo(room);
            }
        }
    }

    private long AddLocked(in LeftOutNote note, int encodedBytes, long now, out Span<byte> encoded)
    {
        var bytes = (HeaderBytes + encodedBytes + Alignment - 1) / Alignment * Alignment;
        if (bytes > _capacity / MaxShare)
        {
            encoded = default;
            return 0;
        }

        if (_ring.Length == 0)
        {
            // Not cleared, so that it takes memory only as far as it was written.
            _ring = GC.AllocateUninitializedArray<byte>(_capacity);
            _chains = new long[RoundUp(_capacity / BytesPerChain)];
        }

        var place = MakeRoomLocked(bytes, now);
        ref var header = ref At(place);
        header = new Header { Bytes = bytes, Note = note };
        if (note.Ids.First != 0)
        {
            ref var youngest = ref Chain(note.Ids.First);
            (header.BeforeFirst, youngest) = (youngest, place);
        }

        if (note.Ids.Second != 0 && !IsInChainOfFirst(note.Ids, ChainOf(note.Ids.Second)))
        {
            ref var youngest = ref Chain(note.Ids.Second);
            (header.BeforeSecond, youngest) = (youngest, place);
        }

        encoded = _ring.AsSpan(Offset(place) + HeaderBytes, encodedBytes);
        return place;
    }

    /// <returns>The place, with so many bytes in one piece.</returns>
    private long MakeRoomLocked(int bytes, long now)
    {
        var isSplit = Offset(_end) + bytes > _capacity;
        var place = isSplit ? NextRound(_end) : _end;
        var pushedOut = 0;
        while ((_oldest = Skip(_oldest)) < place + bytes - _capacity)
        {
            ref var header = ref At(_oldest);
            pushedOut += header.IsAlive(now) ? 1 : 0;
            _oldest += header.Bytes;
        }

        if (isSplit)
        {
            // Whoever walks from record to record goes on at the beginning of the ring.
            MemoryMarshal.Write(_ring.AsSpan(Offset(_end)), 0);
        }

        _end = place + bytes;
        if (pushedOut > 0)
        {
            metrics.PushedOut(pushedOut);
        }

        return place;
    }

    // Takes out of the chain what is of no use any more, so that none stays long.
    private void FindLocked(ulong id, long now)
    {
        var chain = ChainOf(id);
        ref var next = ref _chains[chain];
        while (next >= _oldest)
        {
            ref var header = ref At(next);
            ref var before = ref IsInChainOfFirst(header.Note.Ids, chain)
                ? ref header.BeforeFirst
                : ref header.BeforeSecond;
            if (!header.IsAlive(now))
            {
                next = before;
                continue;
            }

            if (header.Note.Ids.Has(id))
            {
                _found.Add(next);
            }

            next = ref before;
        }
    }

    private long Skip(long place) =>
        place < _end && MemoryMarshal.Read<int>(_ring.AsSpan(Offset(place))) == 0 ? NextRound(place) : place;

    private long NextRound(long place) => (place / _capacity + 1) * _capacity;

    private int Offset(long place) => (int)(place % _capacity);

    private ref Header At(long place) => ref MemoryMarshal.AsRef<Header>(_ring.AsSpan(Offset(place), HeaderBytes));

    private ReadOnlySpan<byte> Encoded(long place, int bytes) =>
        _ring.AsSpan(Offset(place) + HeaderBytes, bytes - HeaderBytes);

    private int ChainOf(ulong id) => (int)(id & (ulong)(_chains.Length - 1));

    private ref long Chain(ulong id) => ref _chains[ChainOf(id)];

    // A record whose two ids fall together is chained once.
    private bool IsInChainOfFirst(RecordIds ids, int chain) => ids.First != 0 && ChainOf(ids.First) == chain;

    private static int RoundUp(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count));

    private struct Header
    {
        // Comes first: where there is a 0 instead, the ring goes on at its beginning.
        public int Bytes;
        public bool IsTaken;
        public LeftOutNote Note;
        public long BeforeFirst;
        public long BeforeSecond;

        /// <summary>Whether it may still be brought back.</summary>
        public readonly bool IsAlive(long now) => !IsTaken && Note.Until >= now;
    }
}

/// <summary>What is kept beside a record that was left out.</summary>
/// <param name="Ids">What it belongs to.</param>
/// <param name="Until">Until when it may be brought back: nanoseconds since 1970 UTC.</param>
/// <param name="Batch">The batch that left it out.</param>
internal readonly record struct LeftOutNote(RecordIds Ids, long Until, long Batch);

/// <summary>The numbers of what a record belongs to, as one stage sees them; 0 for none.</summary>
/// <param name="First">Of its trace.</param>
/// <param name="Second">Of its correlation id.</param>
internal readonly record struct RecordIds(ulong First, ulong Second)
{
    /// <summary>Whether it belongs to anything.</summary>
    public bool IsAny => (First | Second) != 0;

    /// <summary>Whether it belongs to this.</summary>
    public bool Has(ulong id) => First == id || Second == id;
}
