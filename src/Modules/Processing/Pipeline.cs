using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing;

/// <summary>What the pipelines of log records and of spans have in common: what batches work with, and their counting.</summary>
internal abstract class Pipeline<TRecord>(IOptions<ProcessingOptions> options, IRawSeal seal, TimeProvider clock)
    where TRecord : class, ISignalRecord, new()
{
    // More batches at once than this are rare; what is beyond is left to the collector.
    private const int MaxIdleWorkspaces = 64;

    private readonly ConcurrentQueue<Workspace<TRecord>> _idle = [];

    public int MaxQuarantinedBytes => options.Value.MaxQuarantinedBytes;

    public IRawSeal Seal => seal;

    /// <summary>Called once a batch's fate is known.</summary>
    public abstract void Count(Tally tally, in BatchOrigin origin, string? errorType);

    /// <summary>Takes back what a batch worked with.</summary>
    public void Return(Workspace<TRecord> workspace)
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

    /// <summary>What a batch may work with until it is returned.</summary>
    protected Workspace<TRecord> Rent() => _idle.TryDequeue(out var workspace) ? workspace : new Workspace<TRecord>();

    protected long UnixNano() =>
        (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
}
