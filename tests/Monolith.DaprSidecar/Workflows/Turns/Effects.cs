using Monolith.DaprSidecar.Workflows.Protocol;
using Monolith.DaprSidecar.Workflows.State;
using Monolith.DaprSidecar.Workflows.Workers;

namespace Monolith.DaprSidecar.Workflows.Turns;

/// <summary>Sets in motion what turns decided: activities, timers, children, and word to parents. The gate is held.</summary>
internal sealed class Effects(
    WorkflowEngineOptions options,
    InstanceStore instances,
    Reminders reminders,
    Activities activities
)
{
    /// <summary>Older sidecars cannot start a child whose id is taken, and try for ever.</summary>
    /// <exception cref="TurnRefusedException">The id of a child belongs to another active instance.</exception>
    public void Check(Turn turn)
    {
        var taken = turn
            .Effects.OfType<StartChild>()
            .FirstOrDefault(start => FateOf(turn.Instance, start) == ChildFate.IdIsTaken);
        if (taken is not null && options.Version < SidecarVersion.V119)
        {
            throw new TurnRefusedException($"an active instance has the id of the child: {taken.Child.InstanceId}");
        }
    }

    public void Start(Turn turn, Commit commit)
    {
        Start(turn.Instance, turn.Effects);
        if (commit.History.FirstOrDefault(e => e.ExecutionCompleted is not null) is { } completion)
        {
            TellParent(turn.Instance, completion.ExecutionCompleted);
            CascadeTerminate(turn.Instance, turn.Batch);
        }
    }

    public void Start(Instance instance, IEnumerable<Effect> effects)
    {
        foreach (var effect in effects)
        {
            Start(instance, effect);
        }
    }

    /// <summary>After the commit: timers that have lost their purpose are taken back.</summary>
    public void Settle(Instance instance)
    {
        reminders.RemoveOld(instance);
        foreach (var timerId in EventGuards.Expired(instance.History, options.Version))
        {
            reminders.RemoveTimer(instance, timerId);
        }
    }

    /// <summary>A terminate that is recursive reaches the children, also those that the instance has left behind.</summary>
    public void CascadeTerminate(Instance instance, IEnumerable<HistoryEvent> messages)
    {
        if (messages.FirstOrDefault(e => e.ExecutionTerminated is { Recurse: true }) is not { } terminate)
        {
            return;
        }

        foreach (var child in instances.ChildrenOf(instance).Where(child => !child.IsCompleted).ToList())
        {
            var message = instances.NewMessage();
            message.ExecutionTerminated = terminate.ExecutionTerminated;
            instances.Post(child, message);
        }
    }

    private void Start(Instance instance, Effect effect)
    {
        switch (effect)
        {
            case RunActivity activity:
                activities.Start(instance, activity);
                break;
            case SetTimer(var generation, var timerId, var timer):
                reminders.SetTimer(instance, generation, timerId, timer);
                break;
            case StartChild child:
                Start(instance, child);
                break;
            case StartDetached(var action):
                Start(action);
                break;
        }
    }

    private void Start(Instance parent, StartChild effect)
    {
        switch (FateOf(parent, effect))
        {
            case ChildFate.IdIsTaken:
                TellOfTakenId(parent, effect);
                break;
            case ChildFate.Starts:
                instances.Add(effect.Child.InstanceId, StartOf(parent, effect));
                break;
        }
    }

    private ChildFate FateOf(Instance parent, StartChild effect)
    {
        if (instances.Find(effect.Child.InstanceId) is not { } existing)
        {
            return ChildFate.Starts;
        }

        var isOwn =
            existing.Parent is { } known
            && known.WorkflowInstance.InstanceId == parent.Id
            && known.TaskScheduledId == effect.TaskId;
        if (existing.IsCompleted)
        {
            var isRepeated = isOwn && existing.Parent!.WorkflowInstance.ExecutionId == effect.ExecutionId;
            return isRepeated ? ChildFate.HasStarted : ChildFate.Starts;
        }

        return isOwn ? ChildFate.HasStarted : ChildFate.IdIsTaken;
    }

    private ExecutionStartedEvent StartOf(Instance parent, StartChild effect) =>
        new()
        {
            Name = effect.Child.Name,
            Input = effect.Child.Input,
            ParentTraceContext = effect.Child.ParentTraceContext,
            ParentInstance = new ParentInstanceInfo
            {
                TaskScheduledId = effect.TaskId,
                Name = parent.Name,
                WorkflowInstance = new WorkflowInstance { InstanceId = parent.Id, ExecutionId = effect.ExecutionId },
                AppID = options.AppId,
            },
        };

    private void TellOfTakenId(Instance parent, StartChild effect)
    {
        var message = instances.NewMessage();
        message.ChildWorkflowInstanceFailed = new ChildWorkflowInstanceFailedEvent
        {
            TaskScheduledId = effect.TaskId,
            FailureDetails = new TaskFailureDetails
            {
                ErrorType = "WorkflowInstanceAlreadyExists",
                ErrorMessage = $"an active workflow has the id {effect.Child.InstanceId}",
            },
        };
        instances.Post(parent, message);
    }

    private void Start(CreateDetachedWorkflowAction action)
    {
        // A turn may repeat what it sets in motion: one that runs already is most likely this very one.
        if (instances.Find(action.InstanceId) is null or { IsCompleted: true })
        {
            var instance = instances.Add(
                action.InstanceId,
                new ExecutionStartedEvent
                {
                    Name = action.Name,
                    Input = action.Input,
                    ScheduledStartTimestamp = action.ScheduledStartTimestamp,
                    ParentTraceContext = action.ParentTraceContext,
                }
            );
            if (instance.IsScheduled)
            {
                reminders.SetStart(instance);
            }
        }
    }

    private void TellParent(Instance child, ExecutionCompletedEvent completion)
    {
        if (child.Parent is not { } link || instances.Find(link.WorkflowInstance.InstanceId) is not { } parent)
        {
            return;
        }

        var message = instances.NewMessage();
        if (completion.WorkflowStatus == OrchestrationStatus.Completed)
        {
            message.ChildWorkflowInstanceCompleted = new ChildWorkflowInstanceCompletedEvent
            {
                TaskScheduledId = link.TaskScheduledId,
                Result = completion.Result,
            };
        }
        else
        {
            message.ChildWorkflowInstanceFailed = new ChildWorkflowInstanceFailedEvent
            {
                TaskScheduledId = link.TaskScheduledId,
                FailureDetails = completion.FailureDetails ?? WithoutDetails(child, completion.WorkflowStatus),
            };
        }

        instances.Post(parent, message);
    }

    private static TaskFailureDetails WithoutDetails(Instance child, OrchestrationStatus status) =>
        new() { ErrorType = $"Workflow{status}", ErrorMessage = $"workflow {child.Id} ended as {status}" };

    private enum ChildFate
    {
        Starts,
        HasStarted,
        IdIsTaken,
    }
}
