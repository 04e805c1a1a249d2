using System.Buffers;
using System.Numerics;
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

    /// <summary>Room to write to, of at least one byte; none once the body has all that it may have.</summary>
    /// <param name="expected">How many bytes will come in all, as far as is known.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <exception cref="Platform.Problems.OverloadedException">There is no room in memory.</exception>
    public async ValueTask<Memory<byte>> GetRoomAsync(int expected, CancellationToken cancellationToken)
    {
        if (Length == _buffer.Length && Length < maxBytes)
        {
            var size = Math.Clamp(Math.Max(expected, _buffer.Length * 2L), Length + 1L, maxBytes);
            await GrowAsync((int)size, cancellationToken);
        }

        return _buffer.AsMemory(Length, Math.Min(_buffer.Length, maxBytes) - Length);
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
        // The pool's arrays have sizes that are powers of two.
        var taken = BitOperations.RoundUpToPowerOf2((uint)size);
        if (await gate.EnterAsync(taken - _held, _held, cancellationToken) is { } lease)
        {
            _leases.Add(lease);
        }

        _held = taken;
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
