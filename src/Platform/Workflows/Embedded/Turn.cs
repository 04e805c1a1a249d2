using Google.Protobuf.WellKnownTypes;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>
/// Decides one step of one instance: what has arrived goes to the workflow's code, and what the code wants becomes
/// changes. Does nothing by itself. The rules are those of a Dapr sidecar.
/// </summary>
internal sealed class Turn(InstanceSnapshot snapshot, Func<WorkflowRequest, WorkflowResponse> execute, DateTime now)
{
    // Beginning again without ever waiting is an endless loop.
    private const int MostGenerations = 20;

    private readonly InstanceRow _row = snapshot.Row;
    private readonly List<HistoryEvent> _appended = [];
    private readonly List<ActivityRequest> _activities = [];
    private readonly List<HistoryEvent> _timers = [];
    private readonly List<NewInstance> _children = [];
    private ExecutionStartedEvent? _started;
    private ExecutionCompletedEvent? _end;

    /// <summary>The changes, or null when there is nothing to do yet.</summary>
    /// <exception cref="InvalidOperationException">The code begins again and again without waiting.</exception>
    public TurnResult? Decide()
    {
        var terminate = snapshot.Inbox.LastOrDefault(e => e.ExecutionTerminated is not null);
        if (_row.IsCompleted)
        {
            return NothingButCleaningUp(terminate);
        }

        var history = snapshot.History;
        var arrived = snapshot.Inbox;
        _started = FindStart(history) ?? FindStart(arrived);
        if (_started is null && terminate is null)
        {
            // Asked for, but its time has not come. Events wait with it.
            return null;
        }

        for (var generations = 0; generations <= MostGenerations; generations++)
        {
            List<HistoryEvent> news = [NewEvent(new() { WorkflowStarted = new() }), .. arrived];
            var response = execute(Request(history, news));
            if (FindStall(history, response) is { } stall)
            {
                return Stalled(stall);
            }

            Stamp(news[0], history, response.Version);
            if (NextGeneration(response) is not { } next)
            {
                _appended.AddRange(news);
                Apply(response);
                return Result(history, response, terminate, generations);
            }

            (history, arrived) = ([], Begin(next));
        }

        throw new InvalidOperationException(
            $"The workflow '{_row.Name}' continued as new {MostGenerations} times without waiting for anything."
        );
    }

    private TurnResult NothingButCleaningUp(HistoryEvent? terminate) =>
        new()
        {
            Before = _row,
            ConsumedUpTo = snapshot.LastSequence,
            Now = now,
            Status = _row.Status,
            TerminatesChildren = terminate,
        };

    private TurnResult Stalled(ExecutionStalledEvent stall)
    {
        var isNews = !snapshot.History.Any(e => e.ExecutionStalled?.Description == stall.Description);
        return new TurnResult
        {
            Before = _row,
            ConsumedUpTo = 0,
            Now = now,
            Status = WorkflowRuntimeStatus.Stalled,
            Appended = isNews ? [NewEvent(new() { ExecutionStalled = stall })] : [],
        };
    }

    private TurnResult Result(
        IReadOnlyList<HistoryEvent> history,
        WorkflowResponse response,
        HistoryEvent? terminate,
        int generations
    ) =>
        new()
        {
            Before = _row,
            ConsumedUpTo = snapshot.LastSequence,
            Now = now,
            Status = Status(history),
            Appended = _appended,
            NewGenerations = generations,
            Input = _started?.Input,
            CustomStatus = response.CustomStatus,
            End = _end,
            ForParent = _end is null || _row.ParentKey is null ? null : ForParent(_end),
            Activities = _activities,
            Timers = _timers,
            Children = _children,
            TerminatesChildren = terminate,
        };

    private WorkflowRequest Request(IReadOnlyList<HistoryEvent> history, List<HistoryEvent> news) =>
        new()
        {
            InstanceId = _row.Id,
            ExecutionId = _started?.WorkflowInstance.ExecutionId,
            PastEvents = { history },
            NewEvents = { news },
        };

    private static ExecutionStalledEvent? FindStall(IReadOnlyList<HistoryEvent> history, WorkflowResponse response)
    {
        if (response.Actions is [{ WorkflowVersionNotAvailable: not null }])
        {
            return new ExecutionStalledEvent { Reason = 1, Description = "No running program knows this workflow." };
        }

        var recorded = RecordedPatches(history);
        var isEndedFromOutside =
            response.Actions is [{ CompleteWorkflow.WorkflowStatus: OrchestrationStatus.Terminated }];
        return
            isEndedFromOutside
            || (response.Version?.Patches ?? []).Take(recorded.Count).SequenceEqual(recorded, StringComparer.Ordinal)
            ? null
            : new ExecutionStalledEvent
            {
                Reason = 0,
                Description = $"The code does not take the recorded patches: {string.Join(", ", recorded)}.",
            };
    }

    // A step records the patches that earlier ones do not have.
    private static void Stamp(HistoryEvent began, IReadOnlyList<HistoryEvent> history, WorkflowVersion? version)
    {
        if (version is null)
        {
            return;
        }

        var stamp = version.HasName ? new WorkflowVersion { Name = version.Name } : new WorkflowVersion();
        stamp.Patches.AddRange(version.Patches.Skip(RecordedPatches(history).Count));
        began.WorkflowStarted.Version = stamp;
    }

    private static List<string> RecordedPatches(IReadOnlyList<HistoryEvent> history) =>
        [.. history.SelectMany(e => e.WorkflowStarted?.Version?.Patches ?? [])];

    private static CompleteWorkflowAction? NextGeneration(WorkflowResponse response) =>
        response
            .Actions.Select(a => a.CompleteWorkflow)
            .FirstOrDefault(end => end?.WorkflowStatus == OrchestrationStatus.ContinuedAsNew);

    private List<HistoryEvent> Begin(CompleteWorkflowAction next)
    {
        _started = _started!.Clone();
        _started.Input = next.Result;
        _started.WorkflowInstance.ExecutionId = NewId(now);
        return [NewEvent(new() { ExecutionStarted = _started }), .. next.CarryoverEvents];
    }

    private void Apply(WorkflowResponse response)
    {
        foreach (var action in response.Actions)
        {
            var recorded = Record(action);
            recorded.EventId = action.Id;
            _appended.Add(recorded);
            if (_end is not null)
            {
                // Only the first end counts, and nothing after it.
                return;
            }
        }
    }

    private HistoryEvent Record(WorkflowAction action)
    {
        switch (action.WorkflowActionTypeCase)
        {
            case WorkflowAction.WorkflowActionTypeOneofCase.ScheduleTask:
                _activities.Add(Activity(action.Id, action.ScheduleTask));
                return NewEvent(new() { TaskScheduled = Scheduled(action.ScheduleTask) });
            case WorkflowAction.WorkflowActionTypeOneofCase.CreateTimer:
                _timers.Add(Fired(action.Id, action.CreateTimer));
                return NewEvent(new() { TimerCreated = Created(action.CreateTimer) });
            case WorkflowAction.WorkflowActionTypeOneofCase.CreateChildWorkflow:
                _children.Add(Child(action.Id, action.CreateChildWorkflow));
                return NewEvent(new() { ChildWorkflowInstanceCreated = Created(action.CreateChildWorkflow) });
            case WorkflowAction.WorkflowActionTypeOneofCase.CompleteWorkflow:
                _end = new ExecutionCompletedEvent
                {
                    WorkflowStatus = action.CompleteWorkflow.WorkflowStatus,
                    Result = action.CompleteWorkflow.Result,
                    FailureDetails = action.CompleteWorkflow.FailureDetails,
                };
                return NewEvent(new() { ExecutionCompleted = _end });
            default:
                throw new InvalidOperationException($"There is no rule for {action.WorkflowActionTypeCase}.");
        }
    }

    private ActivityRequest Activity(int id, ScheduleTaskAction action) =>
        new()
        {
            Name = action.Name,
            Input = action.Input,
            TaskId = id,
            TaskExecutionId = action.TaskExecutionId,
            WorkflowInstance = _started!.WorkflowInstance,
            ParentTraceContext = _started.ParentTraceContext,
        };

    private static TaskScheduledEvent Scheduled(ScheduleTaskAction action) =>
        new()
        {
            Name = action.Name,
            Input = action.Input,
            TaskExecutionId = action.TaskExecutionId,
        };

    private HistoryEvent Fired(int id, CreateTimerAction action)
    {
        var fired = NewEvent(
            new()
            {
                TimerFired = new() { TimerId = id, FireAt = action.FireAt },
            }
        );
        fired.Timestamp = action.FireAt;
        return fired;
    }

    private static TimerCreatedEvent Created(CreateTimerAction action)
    {
        var created = new TimerCreatedEvent { FireAt = action.FireAt };
        if (action.HasName)
        {
            created.Name = action.Name;
        }

        switch (action.OriginCase)
        {
            case CreateTimerAction.OriginOneofCase.ExternalEvent:
                created.ExternalEvent = action.ExternalEvent;
                break;
            case CreateTimerAction.OriginOneofCase.ActivityRetry:
                created.ActivityRetry = action.ActivityRetry;
                break;
            case CreateTimerAction.OriginOneofCase.ChildWorkflowRetry:
                created.ChildWorkflowRetry = action.ChildWorkflowRetry;
                break;
            default:
                created.CreateTimer = action.CreateTimer;
                break;
        }

        return created;
    }

    private NewInstance Child(int id, CreateChildWorkflowAction action)
    {
        var started = new ExecutionStartedEvent
        {
            Name = action.Name,
            Input = action.Input,
            WorkflowInstance = new() { InstanceId = action.InstanceId, ExecutionId = NewId(now) },
            ParentInstance = new()
            {
                TaskScheduledId = id,
                Name = _row.Name,
                WorkflowInstance = _started!.WorkflowInstance,
            },
            ParentTraceContext = _started.ParentTraceContext,
        };
        return new NewInstance(action.InstanceId, NewEvent(new() { ExecutionStarted = started }), ParentTask: id);
    }

    private static ChildWorkflowInstanceCreatedEvent Created(CreateChildWorkflowAction action) =>
        new()
        {
            InstanceId = action.InstanceId,
            Name = action.Name,
            Input = action.Input,
            RetryParentInstanceInfo = action.RetryParentInstanceInfo,
        };

    private HistoryEvent ForParent(ExecutionCompletedEvent end) =>
        end.WorkflowStatus == OrchestrationStatus.Completed
            ? NewEvent(
                new()
                {
                    ChildWorkflowInstanceCompleted = new() { TaskScheduledId = _row.ParentTask, Result = end.Result },
                }
            )
            : ChildFailed(
                _row.ParentTask,
                end.FailureDetails
                    ?? new TaskFailureDetails
                    {
                        ErrorType = "WorkflowTerminated",
                        ErrorMessage = $"The workflow '{_row.Name}' was terminated.",
                    },
                now
            );

    private WorkflowRuntimeStatus Status(IReadOnlyList<HistoryEvent> history)
    {
        if (_end is not null)
        {
            return (WorkflowRuntimeStatus)_end.WorkflowStatus;
        }

        var pause = history
            .Concat(_appended)
            .LastOrDefault(e => e.ExecutionSuspended is not null || e.ExecutionResumed is not null);
        return pause?.ExecutionSuspended is not null ? WorkflowRuntimeStatus.Suspended : WorkflowRuntimeStatus.Running;
    }

    /// <summary>What a parent is told of a child that did not do its work.</summary>
    public static HistoryEvent ChildFailed(int task, TaskFailureDetails details, DateTime at) =>
        NewEvent(
            new()
            {
                ChildWorkflowInstanceFailed = new() { TaskScheduledId = task, FailureDetails = details },
            },
            at
        );

    /// <summary>An event that no request of the code stands for.</summary>
    public static HistoryEvent NewEvent(HistoryEvent e, DateTime at)
    {
        e.EventId = -1;
        e.Timestamp = Timestamp.FromDateTime(at);
        return e;
    }

    /// <summary>A random id for an instance, or for one generation of it.</summary>
    public static string NewId(DateTime now) => Guid.CreateVersion7(new DateTimeOffset(now)).ToString("N");

    private HistoryEvent NewEvent(HistoryEvent e) => NewEvent(e, now);

    private static ExecutionStartedEvent? FindStart(IReadOnlyList<HistoryEvent> events) =>
        events.FirstOrDefault(e => e.ExecutionStarted is not null)?.ExecutionStarted;
}
