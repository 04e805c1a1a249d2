namespace Monolith.Processing.Sampling;

/// <summary>Chooses how many records stand for one, so that about a budget of them is kept each second of what shares it. Its
/// memory is bounded: what falls into one of its places together shares one budget. Thread-safe.</summary>
/// <remarks>The rate of a second follows what came in the second before. What comes in a rush is not known before: each time that
/// the budget is used up within a second, half as many are kept from there on. The rate is chosen before it is known whether the
/// record is kept, so that the weights add up to what came.</remarks>
internal sealed class RateBudgets(uint budget)
{
    private const int Places = 4096;
    private const long NanosPerSecond = 1_000_000_000;
    private const uint MaxOneIn = 1_000_000;

    // A clock that was set back by more than this is believed.
    private const long MaxLateSeconds = 60;

    private readonly Place[] _places = new Place[Places];

    /// <summary>How many records like this one stand for one just now.</summary>
    /// <param name="key">What shares the budget.</param>
    /// <param name="nowUnixNano">When it came.</param>
    public uint OneIn(ulong key, long nowUnixNano)
    {
        ref var place = ref _places[key % Places];
        var second = nowUnixNano / NanosPerSecond;
        var before = Volatile.Read(ref place.Second);
        var isAnother = second > before || before - second > MaxLateSeconds;
        if (isAnother && Interlocked.CompareExchange(ref place.Second, second, before) == before)
        {
            Begin(ref place, second - before);
        }

        Interlocked.Increment(ref place.Seen);
        return Math.Max(1, Volatile.Read(ref place.OneIn));
    }

    /// <summary>A record was kept.</summary>
    public void Keep(ulong key)
    {
        ref var place = ref _places[key % Places];
        if (Interlocked.Increment(ref place.Kept) == budget + 1)
        {
            Volatile.Write(ref place.Kept, 1);
            Volatile.Write(ref place.OneIn, Math.Min(Math.Max(1, Volatile.Read(ref place.OneIn)) * 2, MaxOneIn));
        }
    }

    private void Begin(ref Place place, long seconds)
    {
        var seen = Interlocked.Exchange(ref place.Seen, 0);
        var oneIn = seconds == 1 ? (seen + budget - 1) / budget : 1;
        Volatile.Write(ref place.OneIn, (uint)Math.Clamp(oneIn, 1, MaxOneIn));
        Volatile.Write(ref place.Kept, 0);
    }

    private struct Place
    {
        public long Second;
        public long Seen;
        public long Kept;
        public uint OneIn;
    }
}
