namespace Monolith.Processing.Sampling;

/// <summary>The trace and correlation ids that errors had lately. It remembers each for one window at least and two at most, and of
/// very many the latest alone; what it takes is bounded whatever comes. Thread-safe.</summary>
/// <remarks>An id is kept as its hash: that another id is taken for it happens once in billions, and keeps a record too many.</remarks>
internal sealed class ErrorIds(long windowNanos)
{
    private const int Slots = 1 << 14;
    private const int Probes = 8;

    private readonly Lock _gate = new();
    private volatile Generation? _generation;

    /// <summary>Remembers the ids that an error had.</summary>
    public void Remember(in RecordIds ids, long nowUnixNano)
    {
        Remember(ids.First, nowUnixNano);
        Remember(ids.Second, nowUnixNano);
    }

    /// <summary>Whether an error had one of these ids.</summary>
    public bool Know(in RecordIds ids, long nowUnixNano) =>
        Know(ids.First, nowUnixNano) || Know(ids.Second, nowUnixNano);

    /// <summary>Remembers an id that an error had.</summary>
    /// <param name="id">The hash of the id; 0 for none.</param>
    /// <param name="nowUnixNano">When it came.</param>
    public void Remember(ulong id, long nowUnixNano)
    {
        if (id == 0)
        {
            return;
        }

        var generation = _generation;
        if (generation is null || IsOver(generation, nowUnixNano))
        {
            generation = Renew(nowUnixNano);
        }

        Put(generation.Current, id);
    }

    /// <summary>Whether an error had this id.</summary>
    public bool Know(ulong id, long nowUnixNano)
    {
        // As long as there was no error, this is all that a record costs.
        if (id == 0 || _generation is not { } generation)
        {
            return false;
        }

        var age = nowUnixNano - generation.StartUnixNano;
        return age < 2 * windowNanos && Has(generation.Current, id) || age < windowNanos && Has(generation.Before, id);
    }

    private bool IsOver(Generation generation, long now) => now - generation.StartUnixNano >= windowNanos;

    private Generation Renew(long now)
    {
        lock (_gate)
        {
            var last = _generation;
            if (last is null || IsOver(last, now))
            {
                var isFresh = last is not null && now - last.StartUnixNano < 2 * windowNanos;
                last = new Generation(now, new ulong[Slots], isFresh ? last!.Current : []);
                _generation = last;
            }

            return last;
        }
    }

    private static void Put(ulong[] slots, ulong id)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            ref var slot = ref slots[Place(id, probe)];
            var taken = Volatile.Read(ref slot);
            if (taken == id || (taken == 0 && Interlocked.CompareExchange(ref slot, id, 0) == 0))
            {
                return;
            }
        }

        // All of its places are taken by others: one of them is forgotten.
        Volatile.Write(ref slots[Place(id, (int)(id >> 60) % Probes)], id);
    }

    private static bool Has(ulong[] slots, ulong id)
    {
        for (var probe = 0; probe < Probes && slots.Length > 0; probe++)
        {
            var taken = Volatile.Read(ref slots[Place(id, probe)]);
            if (taken == id || taken == 0)
            {
                return taken == id;
            }
        }

        return false;
    }

    private static int Place(ulong id, int probe) => (int)(id + (ulong)probe) & (Slots - 1);

    /// <param name="StartUnixNano">When the window began.</param>
    /// <param name="Current">The ids of this window.</param>
    /// <param name="Before">Those of the window before.</param>
    private sealed record Generation(long StartUnixNano, ulong[] Current, ulong[] Before);
}
