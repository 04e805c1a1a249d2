using System.Text;
using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>What became of a refused record that was to be replayed.</summary>
internal enum ReplayFate
{
    /// <summary>It was read this time, and is durable.</summary>
    Replayed,

    /// <summary>It had been replayed before. Nothing was kept a second time.</summary>
    AlreadyReplayed,

    /// <summary>It was refused again, for the reason given. It stays in quarantine as it was.</summary>
    RejectedAgain,

    /// <summary>A rule leaves it out on purpose.</summary>
    Dropped,

    /// <summary>It cannot be read again at all.</summary>
    NotReplayable,
}

/// <summary>What became of one record.</summary>
/// <param name="Id">Which.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Reason">Why not, as a code; null when nothing was wrong.</param>
/// <param name="Detail">The same in words.</param>
internal sealed record ReplayResult(string Id, ReplayFate Fate, string? Reason = null, string? Detail = null);

/// <summary>Reads refused records again, each in a batch of its own: what is refused again leaves no trace. Thread-safe.</summary>
internal sealed class Replay(
    IEnumerable<ReplayDecoder<ILogPipelineBatch>> logDecoders,
    IEnumerable<ReplayDecoder<ISpanPipelineBatch>> spanDecoders,
    ILogPipeline logs,
    ISpanPipeline spans
)
{
    // So many are made durable together.
    private const int AtOnce = 64;

    // Has a space, as no tenant's name has: no other kind of delivery begins its name like this.
    private const string NamePrefix = "quarantined record ";

    private readonly Dictionary<string, Decode<ILogPipelineBatch>> _logs = BySource(logDecoders);
    private readonly Dictionary<string, Decode<ISpanPipelineBatch>> _spans = BySource(spanDecoders);

    /// <summary>Replays records, in order.</summary>
    /// <exception cref="OverloadedException">There was no room for all of them. Sent again, the request leaves out those that
    /// were replayed.</exception>
    public async Task<List<ReplayResult>> RunAsync(
        TenantId tenant,
        IReadOnlyList<QuarantinedRecordBytes> records,
        CancellationToken cancellationToken
    )
    {
        var results = new List<ReplayResult>(records.Count);
        foreach (var some in records.Chunk(AtOnce))
        {
            // All are begun before the first is waited for, so that they share one write to the disk.
            var replays = some.Select(record => RunAsync(tenant, record, cancellationToken)).ToArray();
            results.AddRange(await Task.WhenAll(replays));
        }

        return results;
    }

    private async Task<ReplayResult> RunAsync(
        TenantId tenant,
        QuarantinedRecordBytes record,
        CancellationToken cancellationToken
    )
    {
        var row = record.Row;
        if (!row.IsWhole)
        {
            return new ReplayResult(
                row.Id,
                ReplayFate.NotReplayable,
                "cut_short",
                $"{row.KeptBytes} of its {row.Bytes} bytes were kept."
            );
        }

        if (record.Raw is not { } raw)
        {
            return new ReplayResult(
                row.Id,
                ReplayFate.NotReplayable,
                "sealed",
                "The key that it was sealed with is destroyed."
            );
        }

        var origin = new BatchOrigin(tenant, row.Source);
        if (_logs.TryGetValue(row.Source, out var decodeLogs))
        {
            using var batch = new LogReplayBatch(logs.Open(origin), row);
            return await RunAsync(tenant, row, raw, batch, decodeLogs, cancellationToken);
        }

        if (_spans.TryGetValue(row.Source, out var decodeSpans))
        {
            using var batch = new SpanReplayBatch(spans.Open(origin), row);
            return await RunAsync(tenant, row, raw, batch, decodeSpans, cancellationToken);
        }

        return new ReplayResult(
            row.Id,
            ReplayFate.NotReplayable,
            "no_decoder",
            $"Records that came by {row.Source} cannot be read one by one."
        );
    }

    private static async Task<ReplayResult> RunAsync<TBatch>(
        TenantId tenant,
        QuarantinedRow row,
        byte[] raw,
        TBatch batch,
        Decode<TBatch> decode,
        CancellationToken cancellationToken
    )
        where TBatch : IPipelineBatch
    {
        if (batch.Claim(Encoding.UTF8.GetBytes($"{NamePrefix}{tenant} {row.Id}")).State != DeliveryState.New)
        {
            return new ReplayResult(row.Id, ReplayFate.AlreadyReplayed);
        }

        try
        {
            decode(raw, batch);
        }
        catch (ProblemException refused) when (refused.RetryAfter is null)
        {
            return new ReplayResult(row.Id, ReplayFate.RejectedAgain, refused.Reason, refused.Message);
        }

        // Not committed, nothing of it is kept: it stays in quarantine once, as it was.
        var outcome = batch.Outcome;
        if (outcome.Rejections.Concat(outcome.Quarantined).FirstOrDefault() is { } rejection)
        {
            return new ReplayResult(row.Id, ReplayFate.RejectedAgain, rejection.Reason.Code(), rejection.Detail);
        }

        if (batch.Received == 0)
        {
            return new ReplayResult(
                row.Id,
                ReplayFate.NotReplayable,
                "no_record",
                "There is no record in these bytes."
            );
        }

        await batch.CommitAsync(cancellationToken);
        return new ReplayResult(row.Id, outcome.Accepted > 0 ? ReplayFate.Replayed : ReplayFate.Dropped);
    }

    private static Dictionary<string, Decode<TBatch>> BySource<TBatch>(IEnumerable<ReplayDecoder<TBatch>> decoders) =>
        decoders.ToDictionary(d => d.Source, d => d.Decode, StringComparer.Ordinal);
}
