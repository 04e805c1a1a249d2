namespace Monolith.Processing.Routing.Sending;

/// <summary>How long to wait before the next attempt.</summary>
internal static class RetryDelay
{
    private const int MaxDoublings = 30;

    /// <summary>Twice as long after each failure, up to a bound, and a random part shorter, so that those who failed together do not
    /// come back together. What the destination asks for counts, up to the same bound.</summary>
    /// <param name="failures">How many attempts had failed before this one.</param>
    /// <param name="first">The wait after the first.</param>
    /// <param name="longest">The bound.</param>
    /// <param name="asked">What the destination asked for.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest, TimeSpan? asked)
    {
        var doubled = first.TotalSeconds * Math.Pow(2, Math.Min(failures, MaxDoublings));
        var wait = TimeSpan.FromSeconds(
            Math.Min(doubled, longest.TotalSeconds) * (0.5 + (Random.Shared.NextDouble() / 2))
        );
        var wanted = asked > wait ? asked.Value : wait;
        return wanted < longest ? wanted : longest;
    }
}
