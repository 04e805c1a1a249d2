using Monolith.Host.Sending;

namespace Monolith.Host.Demo;

/// <summary>How much of what traffic to send.</summary>
/// <param name="Seed">The same seed and start give the same records.</param>
/// <param name="Start">The time of the first record. A time in the past is caught up as fast as the server takes it.</param>
/// <param name="RecordsPerSecond">How densely records lie in their own time.</param>
/// <param name="MaxRecords">Ends the run after so many records.</param>
/// <param name="Duration">Ends the run after so much of the records' own time.</param>
/// <param name="BatchSize">At most so many records in one request.</param>
internal sealed record DemoPlan(
    ulong Seed,
    DateTimeOffset Start,
    double RecordsPerSecond,
    long MaxRecords,
    TimeSpan Duration,
    int BatchSize
);

/// <summary>Sends the demo's traffic, each record when its time has come.</summary>
internal sealed class DemoRun(
    DemoPlan plan,
    BatchSender sender,
    DemoTotals totals,
    TimeProvider clock,
    Func<double>? sickCheckout = null
)
{
    // A slow trickle is still seen at once: a batch waits for further records no longer than this.
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when the plan is done.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        using var batch = new DemoBatch();
        var traffic = new DemoTraffic(plan.Seed, plan.Start, plan.RecordsPerSecond, sickCheckout);
        var record = traffic.Next();
        while (IsPlanned(record))
        {
            var latest = Later(record.Time + LongestBatch, clock.GetUtcNow());
            while (batch.Count < plan.BatchSize && record.Time < latest && IsPlanned(record))
            {
                batch.Add(record);
                record = traffic.Next();
            }

            await WaitUntilAsync(record.Time, cancellationToken);
            totals.AddMade(batch.Count);
            totals.Add(await sender.SendAsync(batch.Body, cancellationToken), batch.Count);
            await SendSpansAsync(batch.Spans, cancellationToken);
            batch.Clear();
        }
    }

    private async Task SendSpansAsync(IReadOnlyList<DemoSpan> spans, CancellationToken cancellationToken)
    {
        if (spans.Count > 0)
        {
            var delivery = await sender.SendAsync(Post.Traces, DemoSpanBody.Encode(spans), cancellationToken);
            totals.AddSpans(delivery, spans.Count);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private bool IsPlanned(DemoRecord record) =>
        record.Sequence <= plan.MaxRecords && record.Time - plan.Start < plan.Duration;

    private async Task WaitUntilAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var early = time - clock.GetUtcNow();
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, clock, cancellationToken);
        }
    }
}
