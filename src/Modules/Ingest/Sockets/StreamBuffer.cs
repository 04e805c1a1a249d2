using System.Buffers;
using System.Threading.RateLimiting;
using Monolith.Ingest.Bodies;

namespace Monolith.Ingest.Sockets;

/// <summary>
/// What has come on a connection and was not dealt with yet, in one piece of pooled memory. A connection that waits for its
/// client holds no memory at all. Not thread-safe.
/// </summary>
internal sealed class StreamBuffer(MemoryGate gate) : IDisposable
{
    // Up to here the number of connections is bound enough. What is larger asks for room among all bodies.
    private const int FreeBytes = 64 * 1024;
    private const int FirstBytes = 8 * 1024;

    private readonly List<RateLimitLease> _leases = [];
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private long _held;

    /// <summary>What was not dealt with. Void after the next <see cref="AppendAsync"/> or <see cref="Consume"/>.</summary>
    public ReadOnlyMemory<byte> Unread => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="Platform.Problems.OverloadedException">There is no room in memory; nothing was added.</exception>
    public async ValueTask AppendAsync(ReadOnlySequence<byte> more, CancellationToken cancellationToken)
    {
        var count = checked((int)more.Length);
        if (_bytes.Length - _end < count)
        {
            await MakeRoomAsync(count, cancellationToken);
        }

        more.CopyTo(_bytes.AsSpan(_end));
        _end += count;
    }

    /// <summary>So many bytes at the beginning were dealt with.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        Return(_bytes);
        (_bytes, _start, _end, _held) = ([], 0, 0, 0);
        foreach (var lease in _leases)
        {
            lease.Dispose();
        }

        _leases.Clear();
    }

    private async ValueTask MakeRoomAsync(int count, CancellationToken cancellationToken)
    {
        var unread = _end - _start;
        if (unread + count > _bytes.Length)
        {
            await GrowAsync(unread + count, cancellationToken);
        }
        else
        {
            _bytes.AsSpan(_start, unread).CopyTo(_bytes);
        }

        (_start, _end) = (0, unread);
    }

    private async ValueTask GrowAsync(int least, CancellationToken cancellationToken)
    {
        var size = (int)Math.Clamp(_bytes.Length * 2L, Math.Max(least, FirstBytes), Array.MaxLength);
        if (size > FreeBytes)
        {
            if (await gate.EnterAsync(size - _held, _held, cancellationToken) is { } lease)
            {
                _leases.Add(lease);
            }

            _held = size;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        Unread.Span.CopyTo(larger);
        Return(_bytes);
        _bytes = larger;
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
