using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Routing;
using Monolith.Processing.Sampling;
using Monolith.Processing.Stages;

namespace Monolith.Processing;

/// <summary>What one batch works with: used by one batch at a time, and by many one after the other.</summary>
internal sealed class Workspace<TRecord> : IDisposable
    where TRecord : class, ISignalRecord, new()
{
    // A record with more attributes than this has been refused; its list is not worth keeping.
    private const int MaxKeptAttributes = 4096;

    public TRecord Record { get; } = new();

    public ScratchBuffer Scratch { get; } = new();

    public Tally Tally { get; } = new();

    /// <summary>Who else gets the records.</summary>
    public BatchForwards Forwards { get; } = new();

    /// <summary>What comes back that was left out.</summary>
    public BroughtBack BroughtBack { get; } = new();

    /// <summary>Forgets everything of the last batch. False when the workspace has grown too large to be kept.</summary>
    public bool TryReset()
    {
        Record.Clear();
        Record.ClearResource();
        Scratch.Reset();
        Tally.Clear();
        Forwards.Clear();
        BroughtBack.Clear();
        return Record.Capacity <= MaxKeptAttributes;
    }

    public void Dispose()
    {
        Scratch.Dispose();
        Forwards.Dispose();
        BroughtBack.Dispose();
    }
}
