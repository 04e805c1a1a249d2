using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;

namespace Monolith.Storage.Deliveries;

/// <summary>
/// Remembers deliveries, so that each counts once: those that are durable, for a time, and those that batches are bringing.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Two generations: what is new goes into the recent one; when that is full or old enough it becomes the older one, and
/// the one before is forgotten. So nothing has to be kept per id but the id, and nothing is ever taken out singly.
/// </remarks>
internal sealed class DeliveryWindow
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _window;
    private readonly int _generationIds;
    private readonly TimeProvider _clock;

    // All under the lock.
    private readonly Dictionary<DeliveryId, DeliveryClaims> _underWay = [];
    private HashSet<DeliveryId> _recent = [];
    private HashSet<DeliveryId> _older = [];
    private DateTimeOffset _recentBegan;

    public DeliveryWindow(IOptions<StorageOptions> options, TimeProvider clock, StorageMetrics metrics)
    {
        (_window, _generationIds) = (options.Value.DeliveryWindow, options.Value.DeliveryGenerationIds);
        _clock = clock;
        _recentBegan = clock.GetUtcNow();
        metrics.Meter.CreateObservableGauge(
            "monolith.storage.delivery.remembered",
            () => Count,
            "{delivery}",
            "Deliveries that would be known if they came again."
        );
    }

    /// <summary>By which names become ids. What earlier processes remembered is known only under their key.</summary>
    public DeliveryKey Key { private get; set; } = DeliveryKey.Random();

    /// <summary>How many durable deliveries are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _recent.Count + _older.Count;
            }
        }
    }

    /// <summary>The id of the delivery that has this name.</summary>
    public DeliveryId IdOf(ReadOnlySpan<byte> name) => Key.IdOf(name);

    /// <summary>Claims a delivery for a batch, unless somebody else has brought it or is bringing it.</summary>
    public DeliveryClaim Claim(DeliveryId id, DeliveryClaims claims)
    {
        lock (_lock)
        {
            if (_recent.Contains(id) || _older.Contains(id))
            {
                return new DeliveryClaim(DeliveryState.Known);
            }

            ref var holder = ref CollectionsMarshal.GetValueRefOrAddDefault(_underWay, id, out var isUnderWay);
            if (isUnderWay)
            {
                return ReferenceEquals(holder, claims)
                    ? new DeliveryClaim(DeliveryState.InBatch)
                    : new DeliveryClaim(DeliveryState.UnderWay, holder!.Outcome);
            }

            holder = claims;
            claims.Add(id);
            return new DeliveryClaim(DeliveryState.New);
        }
    }

    /// <summary>Called once the fate of a batch is known. Its deliveries are remembered, or may be brought again.</summary>
    public void Settle(DeliveryClaims claims, bool isDurable)
    {
        TaskCompletionSource<bool>? waitedFor;
        var now = _clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var id in CollectionsMarshal.AsSpan(claims.Ids))
            {
                _underWay.Remove(id);
                if (isDurable)
                {
                    RememberLocked(id, now);
                }
            }

            waitedFor = claims.Clear();
        }

        waitedFor?.SetResult(isDurable);
    }

    /// <summary>Remembers deliveries that were made durable by an earlier process: <see cref="DeliveryId.Bytes"/> each.</summary>
    public void Remember(ReadOnlySpan<byte> ids)
    {
        var now = _clock.GetUtcNow();
        lock (_lock)
        {
            for (; ids.Length >= DeliveryId.Bytes; ids = ids[DeliveryId.Bytes..])
            {
                RememberLocked(DeliveryId.Read(ids), now);
            }
        }
    }

    private void RememberLocked(DeliveryId id, DateTimeOffset now)
    {
        if (_recent.Count >= _generationIds || now - _recentBegan >= _window)
        {
            (_recent, _older) = (_older, _recent);
            _recent.Clear();
            _recentBegan = now;
        }

        _recent.Add(id);
    }
}
