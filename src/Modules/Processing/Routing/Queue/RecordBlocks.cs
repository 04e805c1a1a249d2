using System.Buffers;
using System.Runtime.InteropServices;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Routing.Queue;

/// <summary>Records on their way into a queue, in blocks of bounded size: each becomes a frame, and none is sent in parts. Reused from
/// batch to batch; not thread-safe.</summary>
internal sealed class RecordBlocks : IDisposable
{
    // Half of what is sent at once: a request has as many whole blocks as fit.
    private const int BlockBytes = OutgoingBatch.MaxBytes / 2;
    private const int FirstBytes = 16 * 1024;

    private readonly List<Block> _full = [];
    private byte[] _current = [];
    private int _used;
    private int _records;

    /// <summary>Some records.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Block(ReadOnlyMemory<byte> Bytes, int Records);

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many blocks there are.</summary>
    public int Blocks => _full.Count + (_records > 0 ? 1 : 0);

    /// <summary>The block at a place. Valid until the next change.</summary>
    public Block this[int index] =>
        index < _full.Count ? _full[index] : new Block(_current.AsMemory(0, _used), _records);

    /// <summary>Copies a record to the end.</summary>
    public void Add(LogRecord record)
    {
        var bytes = RecordCodec.Measure(record);
        RecordCodec.Write(record, Take(bytes));
    }

    /// <summary>Copies records that were read from a queue to the end, to be queued again.</summary>
    public void Add(ReadOnlySpan<byte> encoded) => encoded.CopyTo(Take(encoded.Length));

    /// <summary>Forgets all records. The memory goes back to the pool: a batch that forwards nothing holds none.</summary>
    public void Clear()
    {
        foreach (var block in _full)
        {
            MemoryMarshal.TryGetArray(block.Bytes, out var array);
            ArrayPool<byte>.Shared.Return(array.Array!);
        }

        _full.Clear();
        if (_current.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_current);
        }

        (_current, _used, _records, Count) = ([], 0, 0, 0);
    }

    public void Dispose() => Clear();

    private Span<byte> Take(int bytes)
    {
        if (_used + bytes > _current.Length)
        {
            Grow(bytes);
        }

        _used += bytes;
        _records++;
        Count++;
        return _current.AsSpan(_used - bytes, bytes);
    }

    private void Grow(int bytes)
    {
        if (_records > 0 && _used + bytes > BlockBytes)
        {
            _full.Add(new Block(_current.AsMemory(0, _used), _records));
            (_current, _used, _records) = (ArrayPool<byte>.Shared.Rent(Math.Max(BlockBytes, bytes)), 0, 0);
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_used + bytes, Math.Max(FirstBytes, _used * 2)));
        _current.AsSpan(0, _used).CopyTo(larger);
        if (_current.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_current);
        }

        _current = larger;
    }
}
