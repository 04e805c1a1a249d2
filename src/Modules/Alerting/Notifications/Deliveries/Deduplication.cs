namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>What a receiver was told last of a group.</summary>
/// <param name="Firing">The alerts that fired.</param>
/// <param name="Resolved">The alerts that were resolved.</param>
/// <param name="At">When.</param>
internal sealed record Told(FingerprintSet Firing, FingerprintSet Resolved, DateTimeOffset At);

/// <summary>Decides whether a receiver must be told of a group, as Alertmanager does, and not again of what is acknowledged.</summary>
internal static class Deduplication
{
    /// <summary>Why the receiver must be told, or <see cref="NotifyReason.None"/> or <see cref="NotifyReason.Acknowledged"/>.</summary>
    /// <param name="told">What it was told last; null for nothing.</param>
    /// <param name="firing">The alerts that fire now.</param>
    /// <param name="resolved">The alerts of the group that were resolved.</param>
    /// <param name="acknowledged">The alerts that fire and that somebody looks after.</param>
    /// <param name="sendResolved">Whether it wants to know when single alerts end.</param>
    /// <param name="repeatInterval">After how long it is told again.</param>
    /// <param name="now">The moment.</param>
    public static NotifyReason NeedsUpdate(
        Told? told,
        FingerprintSet firing,
        FingerprintSet resolved,
        FingerprintSet acknowledged,
        bool sendResolved,
        TimeSpan repeatInterval,
        DateTimeOffset now
    )
    {
        if (told is null)
        {
            return firing.Count > 0 ? NotifyReason.First : NotifyReason.None;
        }

        if (!firing.IsSubsetOf(told.Firing))
        {
            return told.Firing.Count == 0 ? NotifyReason.First : NotifyReason.NewAlerts;
        }

        if (firing.Count == 0)
        {
            // Also where ends are not sent: the log must know that the next alert is a first one.
            return told.Firing.Count > 0 ? NotifyReason.AllResolved : NotifyReason.None;
        }

        if (sendResolved && !resolved.IsSubsetOf(told.Resolved))
        {
            return NotifyReason.NewlyResolved;
        }

        return now - told.At <= repeatInterval ? NotifyReason.None
            : firing.IsSubsetOf(acknowledged) ? NotifyReason.Acknowledged
            : NotifyReason.Repeat;
    }
}
