using Monolith.Storage.Contracts;

namespace Monolith.Storage.Tail;

/// <summary>What watchers kept of the records of one batch, until these are durable and have their ids.</summary>
internal sealed class TailedBatch
{
    private readonly List<(ILogWatcher Watcher, int Row, ReadOnlyMemory<byte> Kept)> _records = [];

    /// <summary>Adds what a watcher kept of the record at a place in the batch.</summary>
    public void Add(ILogWatcher watcher, int row, ReadOnlyMemory<byte> kept) => _records.Add((watcher, row, kept));

    /// <summary>Shows all of them.</summary>
    /// <param name="firstId">The id of the batch's first record; those of the others follow it.</param>
    public void Show(ulong firstId)
    {
        foreach (var (watcher, row, kept) in _records)
        {
            watcher.Show(firstId + (ulong)row, kept);
        }
    }
}
