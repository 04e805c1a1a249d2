namespace Monolith.Host.Sending;

/// <summary>What the server answered to one batch: every record of it has exactly one of these fates. Of spans it tells how
/// many were rejected alone.</summary>
internal sealed record Receipt(long Accepted, long Rejected, long Dropped, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>How many records the server has taken a decision on.</summary>
    public long Acknowledged => Accepted + Rejected + Dropped;
}

/// <summary>One record that the server refused.</summary>
/// <param name="Position">The record's place in its batch, from 1.</param>
/// <param name="Reason">The code of the reason, for example <c>invalid_json</c>.</param>
/// <param name="Detail">What exactly was wrong, in words.</param>
internal sealed record Refusal(int Position, string Reason, string Detail);

/// <summary>A batch that has arrived.</summary>
/// <param name="Receipt">What became of its records.</param>
/// <param name="Retries">How many attempts failed before.</param>
/// <param name="MayBeTwice">
/// An attempt failed after its bytes had left, so the server may have kept that one too before its answer got lost.
/// </param>
internal sealed record Delivery(Receipt Receipt, int Retries, bool MayBeTwice);

/// <summary>An attempt that failed and will be made again.</summary>
/// <param name="Reason">In words, for the console.</param>
/// <param name="NextIn">How long the sender waits before it tries again.</param>
internal readonly record struct FailedAttempt(string Reason, TimeSpan NextIn);

/// <summary>The server will not take the batch however often it is sent, or has not answered for too long.</summary>
internal sealed class UndeliverableException(string message) : Exception(message);
