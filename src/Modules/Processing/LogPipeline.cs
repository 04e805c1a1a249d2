using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing;

/// <summary>Opens batches that run the stages in order and hand what they keep to storage.</summary>
internal sealed class LogPipeline(
    IEnumerable<ILogStage> stages,
    ILogWriter writer,
    IOptions<ProcessingOptions> options,
    ProcessingMetrics metrics,
    TimeProvider clock
) : ILogPipeline
{
    // More batches at once than this are rare; what is beyond is left to the collector.
    private const int MaxIdleWorkspaces = 64;

    private readonly ILogStage[] _stages = [.. stages];
    private readonly ConcurrentQueue<Workspace> _idle = [];

    public ILogPipelineBatch Open(in BatchOrigin origin)
    {
        if (!_idle.TryDequeue(out var workspace))
        {
            workspace = new Workspace();
        }

        return new LogPipelineBatch(this, workspace, _stages, writer.Open(origin.Tenant), origin, UnixNano());
    }

    public int MaxQuarantinedBytes => options.Value.MaxQuarantinedBytes;

    /// <summary>Called once a batch's fate is known.</summary>
    public void Count(Tally tally, in BatchOrigin origin, string? errorType) =>
        metrics.Count(tally, origin.Source, errorType);

    /// <summary>Takes back what a batch worked with.</summary>
    public void Return(Workspace workspace)
    {
        if (_idle.Count < MaxIdleWorkspaces && workspace.TryReset())
        {
            _idle.Enqueue(workspace);
        }
        else
        {
            workspace.Dispose();
        }
    }

    private long UnixNano() =>
        (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
}
