namespace Monolith.Processing.Sampling;

/// <summary>
/// The weights that are counted twice: those of records that were brought back, for others had been kept in their place. They are taken
/// off the weights of those that are kept after them of their kind, so that all of a kind add up to what came. Its memory is bounded:
/// kinds that fall into one of its places pay for each other. Thread-safe.
/// </summary>
internal sealed class CountedWeights
{
    private const int Places = 4096;

    private long[]? _weights;

    /// <summary>Whether any ever was: until then, this is all that a record costs.</summary>
    public bool IsAny => Volatile.Read(ref _weights) is not null;

    /// <summary>A record was brought back with this weight.</summary>
    public void Add(ulong kind, uint weight)
    {
        var weights =
            Volatile.Read(ref _weights)
            ?? Interlocked.CompareExchange(ref _weights, new long[Places], null)
            ?? _weights;
        Interlocked.Add(ref weights[kind % Places], weight);
    }

    /// <summary>Says how much is taken off the weight of a record.</summary>
    /// <param name="kind">What it is like.</param>
    /// <param name="most">How much can be: it stands for itself in any case.</param>
    public ulong TakeOff(ulong kind, ulong most)
    {
        if (Volatile.Read(ref _weights) is not { } weights)
        {
            return 0;
        }

        ref var weight = ref weights[kind % Places];
        while (true)
        {
            var owed = Volatile.Read(ref weight);
            var taken = Math.Min((ulong)owed, most);
            if (taken == 0 || Interlocked.CompareExchange(ref weight, owed - (long)taken, owed) == owed)
            {
                return taken;
            }
        }
    }
}
