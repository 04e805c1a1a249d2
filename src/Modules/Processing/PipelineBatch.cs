using System.Buffers;
using Monolith.Platform.Buffers;
using Monolith.Platform.Problems;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing;

/// <summary>What the batches of log records and of spans have in common: what becomes of those that are not kept, and of
/// the whole.</summary>
internal abstract class PipelineBatch<TRecord>(
    Pipeline<TRecord> pipeline,
    Workspace<TRecord> workspace,
    ISignalBatch stored,
    BatchOrigin origin,
    long receivedUnixNano
) : IPipelineBatch
    where TRecord : class, ISignalRecord, new()
{
    private List<Rejection>? _rejections;
    private List<Rejection>? _quarantined;
    private bool _hasDeliveries;
    private bool _disposed;

    public ScratchBuffer Scratch => workspace.Scratch;

    public long Received => workspace.Tally.Received;

    public BatchOutcome Outcome
    {
        get
        {
            var tally = workspace.Tally;
            var accepted = tally.Received - tally.Dropped - tally.Rejected;
            return new BatchOutcome(accepted, tally.Dropped, tally.Rejected, _rejections ?? [])
            {
                Quarantined = _quarantined ?? [],
                MinimumSeverity = tally.Minimum ?? SeverityNumber.Unspecified,
            };
        }
    }

    public void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw)
    {
        workspace.Tally.Reject(reason);
        Quarantine(reason, detail, position, raw);
        List(ref _rejections, new Rejection(position, reason, detail));
        workspace.Record.Clear();
    }

    public DeliveryClaim Claim(ReadOnlySpan<byte> name)
    {
        _hasDeliveries = true;
        return stored.Claim(name);
    }

    public async ValueTask<BatchOutcome> CommitAsync(CancellationToken cancellationToken)
    {
        var tally = workspace.Tally;
        try
        {
            if (tally.Received > tally.Dropped || _hasDeliveries || workspace.BroughtBack.IsAny)
            {
                // First: a delivery that is stored is known, and would not come again for those who did not get it.
                await workspace.Forwards.CommitAsync();
                await stored.CommitAsync(cancellationToken);
            }
        }
        catch (OverloadedException)
        {
            pipeline.Count(tally, origin, "overloaded");
            throw;
        }

        pipeline.Count(tally, origin, errorType: null);
        CountDurable(tally);
        return Outcome;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            stored.Dispose();
            pipeline.Return(workspace);
        }
    }

    /// <summary>Counts what else there is to be counted of a batch that is durable.</summary>
    protected virtual void CountDurable(Tally tally) { }

    /// <summary>Does with a record that is not kept what the verdict says.</summary>
    /// <returns>What its client is told.</returns>
    protected Verdict TurnAway(in Verdict verdict, long position, ReadOnlyMemory<byte> raw)
    {
        switch (verdict.Fate)
        {
            case Fate.Reject:
                Reject(verdict.Reason, verdict.Detail!, position, raw);
                return verdict;
            case Fate.Quarantine:
                workspace.Tally.Quarantine(verdict.Reason);
                Quarantine(verdict.Reason, verdict.Detail!, position, raw);
                List(ref _quarantined, new Rejection(position, verdict.Reason, verdict.Detail!));
                workspace.Record.Clear();
                return Verdict.Keep;
            default:
                workspace.Tally.Drop();
                workspace.Record.Clear();
                return verdict;
        }
    }

    private static void List(ref List<Rejection>? list, Rejection rejection)
    {
        list ??= [];
        if (list.Count < BatchOutcome.MaxListed)
        {
            list.Add(rejection);
        }
    }

    // What is not sealed is not kept: nobody has looked for personal values in it.
    private void Quarantine(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw)
    {
        var kept = raw[..Math.Min(raw.Length, pipeline.MaxQuarantinedBytes)];
        var rented = ArrayPool<byte>.Shared.Rent(kept.Length + pipeline.Seal.Overhead);
        var memory = rented.AsMemory(0, kept.Length + pipeline.Seal.Overhead);
        var isKept = !kept.IsEmpty && pipeline.Seal.TrySeal(origin.Tenant, kept.Span, memory.Span);
        stored.AppendQuarantined(
            new QuarantinedRecord(
                reason.Code(),
                detail,
                origin.Source,
                position,
                receivedUnixNano,
                isKept ? memory : default,
                raw.Length
            )
        );
        ArrayPool<byte>.Shared.Return(rented);
    }
}
