using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.State;
using Monolith.DaprSidecar.Workflows.Turns;

namespace Monolith.DaprSidecar.Workflows.Management;

/// <summary>
/// A new instance with the history of a finished one up to one of its actions. That action is done again, and so is every earlier
/// one that had no result by then.
/// </summary>
internal sealed class Rerun
{
    private readonly RerunWorkflowFromEventRequest _request;
    private readonly string _id;
    private readonly string _executionId;
    private readonly List<Effect> _effects = [];

    /// <exception cref="WorkflowException">The source is not finished, or has no such action.</exception>
    public Rerun(
        Instance source,
        RerunWorkflowFromEventRequest request,
        string newId,
        string newExecutionId,
        Timestamp now
    )
    {
        (_request, _id, _executionId) = (request, newId, newExecutionId);
        if (!source.IsCompleted)
        {
            throw new WorkflowException(WorkflowError.NotFinished, $"workflow {source.Id} is not finished");
        }

        var history = Prefix(source);
        var start = history.Find(e => e.ExecutionStarted is not null)!;
        start.ExecutionStarted.WorkflowInstance = new WorkflowInstance
        {
            InstanceId = newId,
            ExecutionId = newExecutionId,
        };
        start.ExecutionStarted.ParentInstance = null;
        foreach (var action in history.Where(e => !IsResolved(e, history)))
        {
            DoAgain(action);
        }

        Instance = new Instance(newId, start, generation: 0);
        Instance.Commit(new Commit(history, [], Generation: 0, CustomStatus: null, now));
    }

    public Instance Instance { get; }

    public IReadOnlyList<Effect> Effects => _effects;

    private List<HistoryEvent> Prefix(Instance source)
    {
        var end = source.History.ToList().FindIndex(e => IsRepeatable(e) && e.EventId == _request.EventID);
        return end >= 0
            ? [.. source.History.Take(end + 1).Select(e => e.Clone())]
            : throw new WorkflowException(
                WorkflowError.NotSupported,
                $"workflow {source.Id} has no activity, timer or child with the id {_request.EventID}"
            );
    }

    private static bool IsRepeatable(HistoryEvent e) =>
        e.TaskScheduled is not null || e.TimerCreated is not null || e.ChildWorkflowInstanceCreated is not null;

    private static bool IsResolved(HistoryEvent action, List<HistoryEvent> history) =>
        action switch
        {
            { TaskScheduled: not null } => history.Exists(e =>
                e.TaskCompleted?.TaskScheduledId == action.EventId || e.TaskFailed?.TaskScheduledId == action.EventId
            ),
            { TimerCreated: not null } => history.Exists(e => e.TimerFired?.TimerId == action.EventId),
            { ChildWorkflowInstanceCreated: not null } => history.Exists(e =>
                e.ChildWorkflowInstanceCompleted?.TaskScheduledId == action.EventId
                || e.ChildWorkflowInstanceFailed?.TaskScheduledId == action.EventId
            ),
            _ => true,
        };

    private void DoAgain(HistoryEvent action)
    {
        var isTarget = action.EventId == _request.EventID;
        var origin = new RerunParentInstanceInfo { InstanceID = _request.SourceInstanceID };
        if (action.TaskScheduled is { } task)
        {
            task.Input = isTarget && _request.OverwriteInput ? _request.Input : task.Input;
            task.RerunParentInstanceInfo = origin;
            _effects.Add(new RunActivity(action.EventId, task, _executionId));
        }
        else if (action.TimerCreated is { } timer)
        {
            timer.RerunParentInstanceInfo = origin;
            _effects.Add(new SetTimer(Generation: 0, action.EventId, timer));
        }
        else if (action.ChildWorkflowInstanceCreated is { } child)
        {
            child.Input = isTarget && _request.OverwriteInput ? _request.Input : child.Input;
            child.InstanceId =
                isTarget && _request.HasNewChildWorkflowInstanceID
                    ? _request.NewChildWorkflowInstanceID
                    : $"{_id}:{action.EventId:x4}";
            child.RerunParentInstanceInfo = origin;
            _effects.Add(new StartChild(action.EventId, child, _executionId));
        }
    }
}
