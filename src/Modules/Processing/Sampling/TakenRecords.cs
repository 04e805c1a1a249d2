using System.Buffers;
using System.Runtime.InteropServices;

namespace Monolith.Processing.Sampling;

/// <summary>Copies of records that were left out. Reused from batch to batch; not thread-safe.</summary>
internal sealed class TakenRecords : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private readonly List<Taken> _records = [];
    private byte[] _bytes = [];
    private int _used;

    /// <summary>How many there are.</summary>
    public int Count => _records.Count;

    /// <summary>One of them, with what was kept beside it. Valid until the next change.</summary>
    public (LeftOutNote Note, ReadOnlyMemory<byte> Encoded) this[int index] =>
        (_records[index].Note, _bytes.AsMemory(_records[index].Place));

    /// <summary>Copies one to the end.</summary>
    public void Add(in LeftOutNote note, ReadOnlySpan<byte> encoded)
    {
        if (_used + encoded.Length > _bytes.Length)
        {
            Grow(_used + encoded.Length);
        }

        encoded.CopyTo(_bytes.AsSpan(_used));
        _records.Add(new Taken(note, _used..(_used + encoded.Length)));
        _used += encoded.Length;
    }

    /// <summary>Forgets all. The memory goes back to the pool: most batches bring nothing back.</summary>
    public void Clear()
    {
        _records.Clear();
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            (_bytes, _used) = ([], 0);
        }
    }

    public void Dispose() => Clear();

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(bytes, _used * 2)));
        _bytes.AsSpan(0, _used).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Taken(LeftOutNote Note, Range Place);
}
