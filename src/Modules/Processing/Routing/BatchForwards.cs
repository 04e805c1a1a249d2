using Monolith.Platform.Signals;
using Monolith.Processing.Routing.Queue;

namespace Monolith.Processing.Routing;

/// <summary>
/// Who else gets the records of one batch. A stage only marks the record; it is written once all stages have kept it, so that what
/// leaves is what would be stored, whatever stood after the mark: redaction above all. Not thread-safe.
/// </summary>
internal sealed class BatchForwards : IDisposable
{
    private readonly List<DestinationSlot> _marked = [];
    private readonly List<Outgoing> _outgoing = [];
    private readonly Stack<Outgoing> _spare = new();
    private bool _isStored = true;

    /// <summary>Notes that the record goes to a destination.</summary>
    /// <param name="destination">Which one.</param>
    /// <param name="only">Whether it is not stored here then.</param>
    public void Mark(DestinationSlot destination, bool only)
    {
        if (destination.Closed is { } reason)
        {
            // It must be somewhere: a record for a destination that does not get it is stored as all others are.
            destination.Missed(reason);
            return;
        }

        if (!_marked.Contains(destination))
        {
            _marked.Add(destination);
        }

        _isStored &= !only;
    }

    /// <summary>Copies the record for those that it was marked for. All stages have kept it.</summary>
    /// <returns>Whether it is stored here, too.</returns>
    public bool Take(LogRecord record)
    {
        foreach (var destination in _marked)
        {
            Of(destination).Records.Add(record);
        }

        var isStored = _isStored;
        Forget();
        return isStored;
    }

    /// <summary>Forgets the marks of a record that was not kept.</summary>
    public void Forget()
    {
        _marked.Clear();
        _isStored = true;
    }

    /// <summary>Makes all copies durable in their queues.</summary>
    /// <exception cref="Platform.Problems.OverloadedException">The disk refused, or a queue is full that refuses then.</exception>
    public ValueTask CommitAsync() => _outgoing.Count == 0 ? ValueTask.CompletedTask : new ValueTask(CommitAllAsync());

    /// <summary>Begins again for the next batch.</summary>
    public void Clear()
    {
        Forget();
        foreach (var outgoing in _outgoing)
        {
            outgoing.Records.Clear();
            outgoing.Destination = null;
            _spare.Push(outgoing);
        }

        _outgoing.Clear();
    }

    public void Dispose() => Clear();

    private async Task CommitAllAsync()
    {
        foreach (var outgoing in _outgoing)
        {
            await outgoing.Destination!.AppendAsync(outgoing.Records);
        }
    }

    // A batch goes to one or two destinations: looking through them is quicker than any table.
    private Outgoing Of(DestinationSlot destination)
    {
        foreach (var known in _outgoing)
        {
            if (known.Destination == destination)
            {
                return known;
            }
        }

        var outgoing = _spare.TryPop(out var spare) ? spare : new Outgoing();
        outgoing.Destination = destination;
        _outgoing.Add(outgoing);
        return outgoing;
    }

    private sealed class Outgoing
    {
        public DestinationSlot? Destination { get; set; }

        public RecordBlocks Records { get; } = new();
    }
}
