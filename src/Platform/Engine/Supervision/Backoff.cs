namespace Monolith.Platform.Engine.Supervision;

/// <summary>How long to wait before the engine is started again.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Twice as long after each attempt that failed, up to half a minute.</summary>
    public static TimeSpan After(int failedAttempts) =>
        failedAttempts < 16 && First * (1 << failedAttempts) is var delay && delay < Longest ? delay : Longest;
}
