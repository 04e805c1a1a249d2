using Monolith.DaprSidecar.Workflows.Protocol;
using Event = Monolith.DaprSidecar.Workflows.Protocol.HistoryEvent.EventTypeOneofCase;

namespace Monolith.DaprSidecar.Workflows.State;

/// <summary>Messages may arrive twice. Only the first of each counts.</summary>
internal static class Duplicates
{
    /// <summary>The messages that history does not know yet.</summary>
    public static IEnumerable<HistoryEvent> Without(
        IReadOnlyList<HistoryEvent> history,
        IEnumerable<HistoryEvent> messages
    )
    {
        var seen = history.Select(KeyOf).Where(key => key is not null).ToHashSet();
        return messages.Where(message => KeyOf(message) is not { } key || seen.Add(key));
    }

    private static object? KeyOf(HistoryEvent e) =>
        e.EventTypeCase switch
        {
            Event.ExecutionStarted or Event.ExecutionCompleted => e.EventTypeCase,
            Event.TaskCompleted => ("task", e.TaskCompleted.TaskScheduledId),
            Event.TaskFailed => ("task", e.TaskFailed.TaskScheduledId),
            Event.ChildWorkflowInstanceCompleted => ("child", e.ChildWorkflowInstanceCompleted.TaskScheduledId),
            Event.ChildWorkflowInstanceFailed => ("child", e.ChildWorkflowInstanceFailed.TaskScheduledId),
            Event.TimerFired => ("timer", e.TimerFired.TimerId),
            Event.EventRaised => (e.EventRaised.Name, e.Timestamp),
            _ => null,
        };
}
