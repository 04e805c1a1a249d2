using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;
using Action = Monolith.DaprSidecar.Workflows.Protocol.WorkflowAction.WorkflowActionTypeOneofCase;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>
/// What the actions of one answer amount to: the events they add to history, what they set in motion, and the way it continues
/// as new if it does. Decides only; nothing is done here.
/// </summary>
internal sealed class Decision
{
    private readonly List<HistoryEvent> _appended = [];
    private readonly List<Effect> _effects = [];
    private readonly TurnInput _turn;

    private Decision(TurnInput turn) => _turn = turn;

    public IReadOnlyList<HistoryEvent> Appended => _appended;

    public IReadOnlyList<Effect> Effects => _effects;

    /// <summary>The completion that starts the next generation; null when there is none.</summary>
    public CompleteWorkflowAction? ContinueAsNew { get; private set; }

    /// <exception cref="TurnRefusedException">An action is unknown or does not fit.</exception>
    /// <exception cref="TurnStalledException">The worker lacks the version of the workflow that history asks for.</exception>
    public static Decision Of(TurnInput turn, IEnumerable<WorkflowAction> actions)
    {
        var decision = new Decision(turn);
        foreach (var action in actions)
        {
            decision.Apply(action);
            if (decision.ContinueAsNew is not null)
            {
                break;
            }
        }

        return decision;
    }

    private void Apply(WorkflowAction action)
    {
        // Older sidecars append the duplicate, and the workflow goes wrong later.
        if (_turn.Version >= SidecarVersion.V119 && _turn.PastIds.Contains(action.Id))
        {
            throw new TurnRefusedException($"action {action.Id} is in history already: the answer is stale");
        }

        switch (action.WorkflowActionTypeCase)
        {
            case Action.ScheduleTask:
                ScheduleTask(action.Id, action.ScheduleTask);
                break;
            case Action.CreateTimer:
                CreateTimer(action.Id, action.CreateTimer);
                break;
            case Action.CreateChildWorkflow:
                CreateChild(action.Id, action.CreateChildWorkflow);
                break;
            case Action.CreateDetachedWorkflow when _turn.Version >= SidecarVersion.V119:
                CreateDetached(action.Id, action.CreateDetachedWorkflow);
                break;
            case Action.CompleteWorkflow:
                Complete(action.Id, action.CompleteWorkflow);
                break;
            case Action.WorkflowVersionNotAvailable:
                throw new TurnStalledException(
                    StalledReason.VersionNotAvailable,
                    "the worker does not have this version of the workflow"
                );
            default:
                throw new TurnRefusedException($"unknown action: {action.WorkflowActionTypeCase}");
        }
    }

    private void ScheduleTask(int id, ScheduleTaskAction action)
    {
        var scheduled = new TaskScheduledEvent
        {
            Name = action.Name,
            Version = action.Version,
            Input = action.Input,
            TaskExecutionId = action.TaskExecutionId,
            ParentTraceContext = _turn.TraceContext,
        };
        if (action.HasHistoryPropagationScope)
        {
            scheduled.HistoryPropagationScope = action.HistoryPropagationScope;
        }

        Append(id).TaskScheduled = scheduled;
        _effects.Add(new RunActivity(id, scheduled, _turn.ExecutionId));
    }

    private void CreateTimer(int id, CreateTimerAction action)
    {
        var created = new TimerCreatedEvent
        {
            FireAt = action.FireAt ?? throw new TurnRefusedException($"timer {id} has no time to fire at"),
        };
        if (action.HasName)
        {
            created.Name = action.Name;
        }

        switch (action.OriginCase)
        {
            case CreateTimerAction.OriginOneofCase.CreateTimer:
                created.CreateTimer = action.CreateTimer;
                break;
            case CreateTimerAction.OriginOneofCase.ExternalEvent:
                created.ExternalEvent = action.ExternalEvent;
                break;
            case CreateTimerAction.OriginOneofCase.ActivityRetry:
                created.ActivityRetry = action.ActivityRetry;
                break;
            case CreateTimerAction.OriginOneofCase.ChildWorkflowRetry:
                created.ChildWorkflowRetry = action.ChildWorkflowRetry;
                break;
        }

        Append(id).TimerCreated = created;
        _effects.Add(new SetTimer(_turn.Generation, id, created));
    }

    private void CreateChild(int id, CreateChildWorkflowAction action)
    {
        var created = new ChildWorkflowInstanceCreatedEvent
        {
            InstanceId = action.InstanceId.Length > 0 ? action.InstanceId : $"{_turn.InstanceId}:{id:x4}",
            Name = action.Name,
            Version = action.Version,
            Input = action.Input,
            ParentTraceContext = _turn.TraceContext,
            RetryParentInstanceInfo = action.RetryParentInstanceInfo,
        };
        if (action.HasHistoryPropagationScope)
        {
            created.HistoryPropagationScope = action.HistoryPropagationScope;
        }

        Append(id).ChildWorkflowInstanceCreated = created;
        _effects.Add(new StartChild(id, created, _turn.ExecutionId));
    }

    private void CreateDetached(int id, CreateDetachedWorkflowAction action)
    {
        if (action.InstanceId.Length == 0)
        {
            throw new TurnRefusedException($"detached workflow {id} has no instance id");
        }

        Append(id).DetachedWorkflowInstanceCreated = new DetachedWorkflowInstanceCreatedEvent
        {
            InstanceId = action.InstanceId,
        };
        _effects.Add(new StartDetached(action));
    }

    private void Complete(int id, CompleteWorkflowAction action)
    {
        var continues = action.WorkflowStatus == OrchestrationStatus.ContinuedAsNew;
        if (_appended.Exists(e => e.ExecutionCompleted is not null) || (continues && _turn.IsTerminated))
        {
            return;
        }

        if (continues)
        {
            ContinueAsNew = action;
            return;
        }

        Append(id).ExecutionCompleted = new ExecutionCompletedEvent
        {
            WorkflowStatus = action.WorkflowStatus,
            Result = action.Result,
            FailureDetails = action.FailureDetails,
        };
    }

    private HistoryEvent Append(int id)
    {
        var added = new HistoryEvent { EventId = id, Timestamp = _turn.Now };
        _appended.Add(added);
        return added;
    }
}

/// <summary>What a decision depends on besides the answer.</summary>
/// <param name="PastIds">Ids of the actions in committed history.</param>
/// <param name="IsTerminated">Whether a terminate is among the messages of this turn.</param>
internal sealed record TurnInput(
    SidecarVersion Version,
    string InstanceId,
    string ExecutionId,
    int Generation,
    IReadOnlySet<int> PastIds,
    bool IsTerminated,
    TraceContext? TraceContext,
    Timestamp Now
);
