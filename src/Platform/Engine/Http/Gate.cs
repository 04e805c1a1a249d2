using Monolith.Platform.Engine.Library;

namespace Monolith.Platform.Engine.Http;

/// <summary>How many statements run at once. The engine itself has no limit, and each statement takes threads and memory.</summary>
/// <remarks>Inserts have slots of their own, so that a dashboard with many panels does not hold up ingest, nor ingest it.</remarks>
internal sealed class Gate(int queries, int inserts, TimeSpan patience) : IDisposable
{
    private readonly SemaphoreSlim _queries = new(queries);
    private readonly SemaphoreSlim _inserts = new(inserts);

    /// <summary>Waits for a slot, up to the patience of the gate.</summary>
    /// <returns>Dispose it to leave the slot.</returns>
    /// <exception cref="EngineException">There was none in time.</exception>
    public IDisposable Enter(bool isInsert, CancellationToken cancelled)
    {
        var slots = isInsert ? _inserts : _queries;
        return slots.Wait(patience, cancelled) ? new Slot(slots) : throw Refusal.Busy();
    }

    public void Dispose()
    {
        _queries.Dispose();
        _inserts.Dispose();
    }

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
