using System.Runtime.InteropServices;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Sends records in the way of one kind of destination. Used by one batch at a time.</summary>
internal interface ISender
{
    /// <summary>How many bytes of records it takes at once.</summary>
    int MaxBytes => OutgoingBatch.MaxBytes;

    /// <summary>How long records wait for others, where many small requests would cost more than the wait.</summary>
    TimeSpan Gather => TimeSpan.Zero;

    /// <summary>Sends records once and says what came of it.</summary>
    Task<SendResult> SendAsync(OutgoingBatch batch, CancellationToken cancellationToken);
}

/// <summary>What came of an attempt to send records.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Receipt">What the destination said, for people.</param>
/// <param name="RetryAfter">When it wants to be asked again, if it says.</param>
/// <param name="Refused">The places of those that it took not and never will, where it took the others.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SendResult(
    SendOutcome Outcome,
    string Receipt,
    TimeSpan? RetryAfter = null,
    IReadOnlySet<int>? Refused = null
);

/// <summary>What can come of an attempt.</summary>
internal enum SendOutcome
{
    /// <summary>The destination has the records, but for those that it refused singly.</summary>
    Delivered,

    /// <summary>It may have them or not; the same may work later.</summary>
    Failed,

    /// <summary>It will not take them, however often they are sent.</summary>
    Refused,
}
