using Monolith.Ingest.Quotas;
using Monolith.Platform.Problems;
using Monolith.Storage.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>
/// Decides whether somebody may bring more now, before anything of it is read: by the quotas of the key and of the tenant,
/// and by the room in the spool. The room in memory comes last, with the body. Thread-safe.
/// </summary>
internal sealed class Admission(QuotaBook quotas, ISpoolRoom spool, TimeProvider clock)
{
    // With less than this left, what other requests are bringing at this moment fills the spool.
    private const long LeastFreeBytes = 64 * 1024;
    private static readonly TimeSpan SpoolRetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TwinPatience = TimeSpan.FromSeconds(10);

    /// <summary>Why the sender may not bring so many bytes now, or null when it may.</summary>
    public ProblemException? Refusal(Sender sender, long bytes)
    {
        if (quotas.Exceeded(sender) is { } exceeded)
        {
            return exceeded;
        }

        return spool.FreeBytes >= Math.Max(bytes, LeastFreeBytes)
            ? null
            : new OverloadedException(
                "The spool is full: ClickHouse has not taken what was accepted before. Nothing of this request was read.",
                SpoolRetryAfter
            )
            {
                Reason = "spool_full",
            };
    }

    /// <summary>Returns once the sender may bring more. For protocols without an answer, which read no further until then.</summary>
    public async ValueTask WaitAsync(Sender sender, CancellationToken cancellationToken)
    {
        while (Refusal(sender, bytes: 0) is { } refusal)
        {
            // Room may come earlier than was told: a quota is raised only by time, but a spool is emptied at any moment.
            var wait = refusal.RetryAfter is { } told && told < LongestWait ? told : LongestWait;
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    /// <summary>Waits for what becomes of a request that brings the same under the same name.</summary>
    /// <exception cref="StillUnderWayException">It takes longer than a client should wait.</exception>
    public async ValueTask WaitForTwinAsync(Task<bool> outcome, CancellationToken cancellationToken)
    {
        try
        {
            await outcome.WaitAsync(TwinPatience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new StillUnderWayException(
                "A request with this Idempotency-Key is under way and takes long. Send this one again to hear what became of it.",
                LongestWait
            );
        }
    }

    /// <summary>Writes down what a sender brings, before it is kept.</summary>
    public void Charge(Sender sender, long bytes, long records) => quotas.Take(sender, bytes, records);

    /// <summary>Takes back a charge, because nothing was kept.</summary>
    public void GiveBack(Sender sender, long bytes, long records) => quotas.Take(sender, -bytes, -records);
}
