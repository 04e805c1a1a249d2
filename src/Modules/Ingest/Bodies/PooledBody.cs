using System.Buffers;
using System.Threading.RateLimiting;

namespace Monolith.Ingest.Bodies;

/// <summary>A request's body in one piece of pooled memory. Its bytes are void once it is disposed.</summary>
internal sealed class PooledBody(MemoryGate gate, int maxBytes) : IDisposable
{
    private readonly List<RateLimitLease> _leases = [];
    private byte[] _buffer = [];
    private long _held;

    /// <summary>The bytes that have been written.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Room to write to, of at least one byte. What was written is told by <see cref="Advance"/>.</summary>
    /// <param name="expected">How many bytes will come in all, as far as is known.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <exception cref="Platform.Problems.OverloadedException">There is no room in memory.</exception>
    public async ValueTask<Memory<byte>> GetRoomAsync(int expected, CancellationToken cancellationToken)
    {
        if (Length == _buffer.Length)
        {
            // One byte more than the bound, so that a body that crosses it is seen to.
            var size = (int)Math.Min(Math.Max(expected, _buffer.Length * 2L), maxBytes + 1L);
            await GrowAsync(Math.Max(size, Length + 1), cancellationToken);
        }

        return _buffer.AsMemory(Length);
    }

    /// <summary>So many bytes were written to the room.</summary>
    public void Advance(int count) => Length += count;

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        Length = 0;
        foreach (var lease in _leases)
        {
            lease.Dispose();
        }

        _leases.Clear();
    }

    private async ValueTask GrowAsync(int size, CancellationToken cancellationToken)
    {
        _leases.Add(await gate.EnterAsync(size - _held, _held, cancellationToken));
        _held = size;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
