using System.Buffers;
using System.Runtime.InteropServices;

namespace Monolith.Platform.Buffers;

/// <summary>
/// Memory for the values that a batch makes on its way: unescaped text, joined names, rewritten values. What was handed
/// out stays where it is until <see cref="Rewind"/> or <see cref="Reset"/> takes it back. Not thread-safe.
/// </summary>
public sealed class ScratchBuffer : IDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private readonly List<byte[]> _full = [];
    private byte[] _chunk = [];
    private int _used;

    /// <summary>A place in the buffer to come back to.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Mark(int Chunk, int Used);

    /// <summary>Where the next bytes will lie.</summary>
    public Mark Position => new(_full.Count, _used);

    /// <summary>Room for so many bytes. Give back with <see cref="Return"/> what was not needed, before the next call.</summary>
    public Memory<byte> Take(int count)
    {
        if (_chunk.Length - _used < count)
        {
            if (_chunk.Length > 0)
            {
                _full.Add(_chunk);
            }

            _chunk = ArrayPool<byte>.Shared.Rent(Math.Max(ChunkBytes, count));
            _used = 0;
        }

        var memory = _chunk.AsMemory(_used, count);
        _used += count;
        return memory;
    }

    /// <summary>Gives the last bytes of the latest <see cref="Take"/> back.</summary>
    public void Return(int count) => _used -= count;

    /// <summary>A copy that lives as long as the batch.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> value)
    {
        var memory = Take(value.Length);
        value.CopyTo(memory.Span);
        return memory;
    }

    /// <summary>Takes back all memory that was handed out since the mark; what was handed out before it stays valid.</summary>
    public void Rewind(Mark mark)
    {
        while (_full.Count > mark.Chunk)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = _full[^1];
            _full.RemoveAt(_full.Count - 1);
        }

        _used = mark.Used;
    }

    /// <summary>Takes all memory back; every slice handed out is void from here on. One chunk is kept.</summary>
    public void Reset()
    {
        foreach (var chunk in _full)
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        _full.Clear();
        _used = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        if (_chunk.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = [];
        }
    }
}
