using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Sockets;

/// <summary>
/// The way in for what comes by sockets. Their protocols cannot say "try again", so whoever finds no room waits for it here,
/// and does not read on meanwhile: TCP then slows its sender down. Thread-safe.
/// </summary>
internal sealed class SocketIntake(LogIntake intake, SocketMetrics metrics, TimeProvider clock)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>Takes the records of some bytes: all of it is durable when this returns, but for what was rejected.</summary>
    /// <param name="sender">Whose it is.</param>
    /// <param name="source">The protocol's name.</param>
    /// <param name="bytes">The bytes. They are decoded anew each time that there was no room.</param>
    /// <param name="decode">Reads the records.</param>
    /// <param name="giveUp">Ends the wait for room; nothing of it was kept then.</param>
    public async ValueTask<BatchOutcome> TakeAsync(
        Sender sender,
        string source,
        ReadOnlyMemory<byte> bytes,
        Decode<ILogPipelineBatch> decode,
        CancellationToken giveUp
    )
    {
        for (var wait = FirstWait; ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks)))
        {
            await intake.WaitForRoomAsync(sender, giveUp);
            try
            {
                var outcome = await intake.TakeAsync(sender, source, bytes, decode, giveUp);
                metrics.Taken(sender.Key, outcome.Accepted + outcome.Dropped + outcome.Rejected);
                return outcome;
            }
            catch (ProblemException problem) when (problem.Status is 429 or 503)
            {
                metrics.Waited(sender.Key);
            }

            await Task.Delay(wait, clock, giveUp);
        }
    }
}
