using Monolith.Alerting.Notifications.Receivers;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>What is known of one way of telling one receiver of one group.</summary>
/// <param name="Integration">The way, as in <c>webhook[0]</c>.</param>
/// <param name="Sequence">How many notifications were delivered.</param>
/// <param name="Told">What the last of them said; null before the first.</param>
/// <param name="Sending">What is being sent, or was when the process ended or gave up: the receiver may have it or not.</param>
/// <param name="HeldBackAt">When it was last not told again because somebody looks after all that fires.</param>
internal sealed record LogEntry(
    string Integration,
    long Sequence,
    Told? Told,
    Sending? Sending,
    DateTimeOffset? HeldBackAt = null
)
{
    /// <summary>What the receiver knows at most: of alerts that may have been told, it must learn that they ended.</summary>
    public Told? MayKnow =>
        Sending is not { } sending ? Told
        : Told is null ? sending.Content with { Resolved = FingerprintSet.Empty }
        : Told with { Firing = Told.Firing.Union(sending.Content.Firing) };

    /// <summary>The same after what was being sent has arrived.</summary>
    public LogEntry Sent() => this with { Sequence = Sequence + 1, Told = Sending?.Content ?? Told, Sending = null };
}

/// <summary>A notification that is being sent.</summary>
/// <param name="Notification">All of it, so that another process can send the very same.</param>
/// <param name="Content">What the receiver knows once it has it.</param>
/// <param name="Reason">Why it is sent.</param>
/// <param name="Kept">For how long it must be remembered.</param>
internal sealed record Sending(Notification Notification, Told Content, NotifyReason Reason, TimeSpan Kept);
