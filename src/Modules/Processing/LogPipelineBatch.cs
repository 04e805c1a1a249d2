using System.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Problems;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing;

/// <summary>The batch of one request on its way through the stages into storage.</summary>
internal sealed class LogPipelineBatch(
    LogPipeline pipeline,
    Workspace workspace,
    ILogStage[] stages,
    ILogBatch stored,
    BatchOrigin origin,
    long receivedUnixNano
) : ILogPipelineBatch
{
    private readonly ReadOnlyMemory<byte> _source = SourceNames.Bytes(origin.Source);
    private readonly StageContext _context = new(origin.Tenant, workspace.Scratch, workspace.Tally, receivedUnixNano);
    private List<Rejection>? _rejections;
    private bool _hasDeliveries;
    private bool _disposed;

    public LogRecord Record => workspace.Record;

    public ScratchBuffer Scratch => workspace.Scratch;

    public long Received => workspace.Tally.Received;

    public BatchOutcome Outcome
    {
        get
        {
            var tally = workspace.Tally;
            var accepted = tally.Received - tally.Dropped - tally.Rejected;
            return new BatchOutcome(accepted, tally.Dropped, tally.Rejected, _rejections ?? []);
        }
    }

    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        var record = workspace.Record;
        record.Source = _source;
        foreach (var stage in stages)
        {
            var verdict = stage.Apply(record, in _context);
            if (verdict.Fate != Fate.Keep)
            {
                TurnAway(verdict, position, raw);
                return verdict;
            }
        }

        stored.Append(record);
        record.Clear();
        return Verdict.Keep;
    }

    public void Reject(RejectReason reason, string detail, long position, ReadOnlyMemory<byte> raw)
    {
        workspace.Tally.Reject(reason);
        var kept = raw[..Math.Min(raw.Length, pipeline.MaxQuarantinedBytes)];
        stored.AppendQuarantined(
            new QuarantinedRecord(reason.Code(), detail, origin.Source, position, receivedUnixNano, kept, raw.Length)
        );
        _rejections ??= [];
        if (_rejections.Count < BatchOutcome.MaxListed)
        {
            _rejections.Add(new Rejection(position, reason, detail));
        }

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
            if (tally.Received > tally.Dropped || _hasDeliveries)
            {
                await stored.CommitAsync(cancellationToken);
            }
        }
        catch (OverloadedException)
        {
            pipeline.Count(tally, origin, "overloaded");
            throw;
        }

        pipeline.Count(tally, origin, errorType: null);
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

    private void TurnAway(in Verdict verdict, long position, ReadOnlyMemory<byte> raw)
    {
        if (verdict.Fate == Fate.Reject)
        {
            Reject(verdict.Reason, verdict.Detail!, position, raw);
            return;
        }

        workspace.Tally.Drop();
        workspace.Record.Clear();
    }
}

/// <summary>The protocols' names as bytes, made once each.</summary>
internal static class SourceNames
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> Known = new(
        StringComparer.Ordinal
    );

    /// <summary>The name's bytes. Names are those of our own decoders, so there are only a few.</summary>
    public static ReadOnlyMemory<byte> Bytes(string name) => Known.GetOrAdd(name, Encoding.UTF8.GetBytes);
}
