namespace Monolith.Alerting.Evaluation;

/// <summary>What becomes of the wait of pending alerts while nobody evaluated them, as in Prometheus.</summary>
internal static class Restoration
{
    /// <summary>After a longer pause, what was pending begins anew.</summary>
    public static readonly TimeSpan OutageTolerance = TimeSpan.FromHours(1);

    /// <summary>Rules that wait so long, or longer, wait at least so long again after a pause: time for the condition to be
    /// seen to have passed meanwhile.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(10);

    /// <summary>The alert as it goes on after a pause; null when it begins anew. What fires goes on firing.</summary>
    /// <param name="alert">As it was.</param>
    /// <param name="wait">How long the rule's alerts are pending.</param>
    /// <param name="lastEvaluation">When its rule was last evaluated, or about that.</param>
    /// <param name="now">When it is evaluated again.</param>
    public static AlertInstance? Restore(
        AlertInstance alert,
        TimeSpan wait,
        DateTimeOffset lastEvaluation,
        DateTimeOffset now
    )
    {
        var pause = now - lastEvaluation;
        if (alert.State != AlertState.Pending || pause <= TimeSpan.Zero)
        {
            return alert;
        }

        if (pause > OutageTolerance)
        {
            return null;
        }

        var left = wait - (lastEvaluation - alert.ActiveAt);
        if (left <= TimeSpan.Zero)
        {
            return alert;
        }

        // A short wait goes on where it was: to wait for ten minutes would be longer than it ever was.
        return alert with
        {
            ActiveAt = wait >= GracePeriod && left < GracePeriod ? now + GracePeriod - wait : alert.ActiveAt + pause,
        };
    }
}
