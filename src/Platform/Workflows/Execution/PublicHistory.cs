using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>Histories in the form that callers see.</summary>
internal static class PublicHistory
{
    /// <summary>One entry of a history.</summary>
    public static WorkflowHistoryEvent From(HistoryEvent e)
    {
        var entry = new WorkflowHistoryEvent
        {
            EventId = e.EventId,
            Type = e.EventTypeCase is HistoryEvent.EventTypeOneofCase.None ? "Unknown" : $"{e.EventTypeCase}",
            Timestamp = e.Timestamp?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch,
        };
        return e.EventTypeCase switch
        {
            HistoryEvent.EventTypeOneofCase.ExecutionStarted => entry with
            {
                Name = e.ExecutionStarted.Name,
                Data = e.ExecutionStarted.Input,
            },
            HistoryEvent.EventTypeOneofCase.ExecutionCompleted => entry with
            {
                Data = e.ExecutionCompleted.Result,
                FailureDetails = Details(e.ExecutionCompleted.FailureDetails),
            },
            HistoryEvent.EventTypeOneofCase.ExecutionTerminated => entry with { Data = e.ExecutionTerminated.Input },
            HistoryEvent.EventTypeOneofCase.ExecutionSuspended => entry with { Data = e.ExecutionSuspended.Input },
            HistoryEvent.EventTypeOneofCase.ExecutionResumed => entry with { Data = e.ExecutionResumed.Input },
            HistoryEvent.EventTypeOneofCase.ExecutionStalled => entry with { Data = e.ExecutionStalled.Description },
            HistoryEvent.EventTypeOneofCase.TaskScheduled => entry with
            {
                Name = e.TaskScheduled.Name,
                Data = e.TaskScheduled.Input,
            },
            HistoryEvent.EventTypeOneofCase.TaskCompleted => entry with
            {
                TaskId = e.TaskCompleted.TaskScheduledId,
                Data = e.TaskCompleted.Result,
            },
            HistoryEvent.EventTypeOneofCase.TaskFailed => entry with
            {
                TaskId = e.TaskFailed.TaskScheduledId,
                FailureDetails = Details(e.TaskFailed.FailureDetails),
            },
            HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCreated => entry with
            {
                Name = e.ChildWorkflowInstanceCreated.Name,
                Data = e.ChildWorkflowInstanceCreated.Input,
            },
            HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCompleted => entry with
            {
                TaskId = e.ChildWorkflowInstanceCompleted.TaskScheduledId,
                Data = e.ChildWorkflowInstanceCompleted.Result,
            },
            HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceFailed => entry with
            {
                TaskId = e.ChildWorkflowInstanceFailed.TaskScheduledId,
                FailureDetails = Details(e.ChildWorkflowInstanceFailed.FailureDetails),
            },
            HistoryEvent.EventTypeOneofCase.TimerCreated => entry with
            {
                Name = e.TimerCreated.HasName ? e.TimerCreated.Name : null,
                FireAt = e.TimerCreated.FireAt?.ToDateTimeOffset(),
            },
            HistoryEvent.EventTypeOneofCase.TimerFired => entry with
            {
                TaskId = e.TimerFired.TimerId,
                FireAt = e.TimerFired.FireAt?.ToDateTimeOffset(),
            },
            HistoryEvent.EventTypeOneofCase.EventRaised => entry with
            {
                Name = e.EventRaised.Name,
                Data = e.EventRaised.Input,
            },
            HistoryEvent.EventTypeOneofCase.EventSent => entry with
            {
                Name = e.EventSent.Name,
                Data = e.EventSent.Input,
            },
            _ => entry,
        };
    }

    private static WorkflowTaskFailureDetails? Details(TaskFailureDetails? details) =>
        details is null ? null : Failures.ToPublic(details);
}
