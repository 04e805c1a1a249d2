namespace Monolith.Storage.Writing;

/// <summary>
/// Gives out the ids of rows: milliseconds since 1970 times 2^22, then counting up. They rise in the order of the spool,
/// also over restarts and when the clock is set back. Touched only by the commit loop.
/// </summary>
/// <param name="next">Every id that was ever given out is smaller.</param>
/// <param name="clock">The time.</param>
internal sealed class LogIds(ulong next, TimeProvider clock)
{
    private const int CounterBits = 22;
    private ulong _next = next;

    /// <summary>The first of so many ids that follow one another without a gap.</summary>
    public ulong Take(int count)
    {
        var now = (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds() << CounterBits;
        var first = Math.Max(_next, now);
        _next = first + (ulong)count;
        return first;
    }
}
