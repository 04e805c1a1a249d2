namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>One way to tell somebody. Thread-safe.</summary>
internal interface INotifier
{
    /// <summary>Tries once. What the receiver or the network does wrong is in the result, never an exception.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled: nobody knows whether the receiver was told.</exception>
    Task<NotifyResult> NotifyAsync(Notification notification, CancellationToken cancellationToken);
}

/// <summary>What came of an attempt.</summary>
/// <param name="Outcome">Whether the receiver was told.</param>
/// <param name="Receipt">What it answered, or why it did not: short, and never a secret.</param>
/// <param name="RetryAfter">How long it wants to be left alone.</param>
internal sealed record NotifyResult(NotifyOutcome Outcome, string Receipt, TimeSpan? RetryAfter = null);

/// <summary>Whether a receiver was told.</summary>
internal enum NotifyOutcome
{
    /// <summary>It was.</summary>
    Delivered,

    /// <summary>It was not, or nobody knows; another attempt may work.</summary>
    Failed,

    /// <summary>It was not, and the same attempt will never work.</summary>
    Refused,
}
