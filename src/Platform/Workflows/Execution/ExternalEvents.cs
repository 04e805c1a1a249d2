using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>Events that were raised and not taken yet, and those who wait for one. Upper and lower case are the same.</summary>
internal sealed class ExternalEvents
{
    private readonly Dictionary<string, LinkedList<Action<HistoryEvent>>> _waiting = new(
        StringComparer.OrdinalIgnoreCase
    );

    private readonly Dictionary<string, Queue<(int Order, HistoryEvent Event)>> _kept = new(
        StringComparer.OrdinalIgnoreCase
    );

    private int _arrived;

    /// <summary>The events that nobody has taken, in the order of their arrival.</summary>
    public IEnumerable<HistoryEvent> Kept => _kept.Values.SelectMany(q => q).OrderBy(k => k.Order).Select(k => k.Event);

    /// <summary>Gives the event to the one who has waited longest, or keeps it.</summary>
    public void Arrive(HistoryEvent raised)
    {
        var name = raised.EventRaised.Name;
        if (_waiting.TryGetValue(name, out var waiting) && waiting.First is { } first)
        {
            waiting.RemoveFirst();
            first.Value(raised);
            return;
        }

        Keep(raised);
    }

    /// <summary>Keeps the event whoever waits: the workflow's code is not run any more.</summary>
    public void Keep(HistoryEvent raised)
    {
        if (!_kept.TryGetValue(raised.EventRaised.Name, out var queue))
        {
            _kept[raised.EventRaised.Name] = queue = new();
        }

        queue.Enqueue((_arrived++, raised));
    }

    /// <summary>Takes the oldest event of a name, or returns null.</summary>
    public HistoryEvent? TryTake(string name) =>
        _kept.TryGetValue(name, out var queue) && queue.TryDequeue(out var kept) ? kept.Event : null;

    /// <summary>Waits behind those who wait for the same name.</summary>
    /// <returns>Gives the wait up.</returns>
    public Action Wait(string name, Action<HistoryEvent> take)
    {
        if (!_waiting.TryGetValue(name, out var waiting))
        {
            _waiting[name] = waiting = new();
        }

        var place = waiting.AddLast(take);
        return () => place.List?.Remove(place);
    }
}
