using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Bodies;

/// <summary>
/// Keeps the bodies of all requests together within <see cref="IngestOptions.MaxBytesInFlight"/>. Whoever finds no room waits
/// a little, in the order of coming, and is then told to come back. Thread-safe.
/// </summary>
internal sealed class MemoryGate : IDisposable
{
    private const int UnitBytes = 16 * 1024;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly int _units;
    private readonly TimeSpan _wait;
    private readonly ConcurrencyLimiter _room;

    public MemoryGate(IOptions<IngestOptions> options)
    {
        _units = options.Value.MaxBytesInFlight / UnitBytes;
        _wait = options.Value.RoomWait;
        _room = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions
            {
                PermitLimit = _units,
                QueueLimit = _wait > TimeSpan.Zero ? int.MaxValue : 0,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            }
        );
    }

    /// <summary>How many bytes are taken.</summary>
    public long BytesTaken => (_units - _room.GetStatistics()!.CurrentAvailablePermits) * (long)UnitBytes;

    /// <summary>How many bytes there are.</summary>
    public long Capacity => _units * (long)UnitBytes;

    /// <summary>Room for so many bytes, until the lease is disposed; no lease when the request holds all room already.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="held">How many the same request holds already: together it may have all the room, but no more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OverloadedException">There was no room within the wait.</exception>
    public async ValueTask<RateLimitLease?> EnterAsync(long bytes, long held, CancellationToken cancellationToken)
    {
        var units = (int)Math.Min((bytes + UnitBytes - 1) / UnitBytes, Math.Max(0, _units - (held / UnitBytes)));
        if (units == 0)
        {
            return null;
        }

        var lease = _room.AttemptAcquire(units);
        if (lease.IsAcquired)
        {
            return lease;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_wait);
        try
        {
            lease = await _room.AcquireAsync(units, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoRoom();
        }

        return lease.IsAcquired ? lease : throw NoRoom();
    }

    public void Dispose() => _room.Dispose();

    private static OverloadedException NoRoom() =>
        new("Too many request bodies are in memory. Nothing of this one was kept; send it again.", RetryAfter)
        {
            Reason = "memory_full",
        };
}
