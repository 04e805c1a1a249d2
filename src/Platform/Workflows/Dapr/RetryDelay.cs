namespace Monolith.Platform.Workflows.Dapr;

/// <summary>How long to wait before something is tried again.</summary>
internal static class RetryDelay
{
    /// <summary>Anything between nothing and a bound that doubles with each failure: workers that lost the same sidecar do
    /// not all come back at once.</summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        // 2^20 times anything sensible is beyond the longest pause; more would overflow.
        var bound = first * (1 << Math.Clamp(failures - 1, 0, 20));
        return (bound < longest ? bound : longest) * Random.Shared.NextDouble();
    }
}
