using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>Timers that end the wait for an event. Once the event has come they need not fire.</summary>
internal static class EventGuards
{
    /// <summary>The ids of guards whose event has come: each event takes the oldest guard of its name, in any case of letters.</summary>
    public static IEnumerable<int> Expired(IEnumerable<HistoryEvent> history, SidecarVersion version)
    {
        var guards = new List<(int TimerId, string Name)>();
        foreach (var e in history)
        {
            if (e.TimerCreated is { } timer && NameOf(timer, version) is { } name)
            {
                guards.Add((e.EventId, name));
            }
            else if (e.TimerFired is { } fired)
            {
                guards.RemoveAll(guard => guard.TimerId == fired.TimerId);
            }
            else if (e.EventRaised is { } raised)
            {
                var index = guards.FindIndex(g => g.Name.Equals(raised.Name, StringComparison.OrdinalIgnoreCase));
                if (index >= 0)
                {
                    yield return guards[index].TimerId;
                    guards.RemoveAt(index);
                }
            }
        }
    }

    /// <summary>The event that the timer guards. A name alone makes a guard as well; 1.17 knows nothing but the name.</summary>
    private static string? NameOf(TimerCreatedEvent timer, SidecarVersion version)
    {
        if (version > SidecarVersion.V117 && timer.OriginCase != TimerCreatedEvent.OriginOneofCase.None)
        {
            return timer.ExternalEvent?.Name;
        }

        return timer.HasName ? timer.Name : null;
    }
}
