using System.Text;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Routing;
using Monolith.Processing.Sampling;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing;

/// <summary>The log records of one request on their way through the stages into storage.</summary>
internal sealed class LogPipelineBatch(
    LogPipeline pipeline,
    Workspace<LogRecord> workspace,
    CompiledPipeline stages,
    TenantPlan plan,
    ProcessingMetrics metrics,
    ILogBatch stored,
    BatchOrigin origin,
    long receivedUnixNano
) : PipelineBatch<LogRecord>(pipeline, workspace, stored, origin, receivedUnixNano), ILogPipelineBatch
{
    private readonly ReadOnlyMemory<byte> _source = SourceNames.Bytes(origin.Source);
    private readonly StageContext _context = new(origin.Tenant, workspace.Scratch, workspace.Tally, receivedUnixNano)
    {
        Forwards = workspace.Forwards,
        BroughtBack = workspace.BroughtBack,
        Ids = origin.Ids,
        Plan = plan,
    };
    private readonly BatchForwards _forwards = workspace.Forwards;
    private readonly BroughtBack _broughtBack = workspace.BroughtBack;
    private readonly LogRecord _record = workspace.Record;

    public LogRecord Record => _record;

    public Verdict Submit(long position, ReadOnlyMemory<byte> raw)
    {
        _record.Source = _source;
        var verdict = Settle(stages.Run(_record, in _context), position, raw);
        if (_broughtBack.IsWaiting)
        {
            _broughtBack.Run(stages, in _context, stored);
        }

        return verdict;
    }

    protected override void CountDurable(Tally tally)
    {
        stages.Count(tally, metrics);
        _broughtBack.Settle(stages, metrics);
    }

    private Verdict Settle(in Verdict verdict, long position, ReadOnlyMemory<byte> raw)
    {
        if (verdict.Fate != Fate.Keep)
        {
            _forwards.Forget();
            return TurnAway(verdict, position, raw);
        }

        if (_forwards.Take(_record))
        {
            stored.Append(_record);
        }

        _record.Clear();
        return Verdict.Keep;
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
