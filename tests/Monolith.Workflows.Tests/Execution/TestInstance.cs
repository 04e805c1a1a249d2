using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Workflows;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Workflows.Tests.Execution;

/// <summary>One instance in the hands of a test, which plays the backend: it keeps the history as a sidecar would.</summary>
internal sealed class TestInstance
{
    private readonly ServiceProvider _services;
    private DateTimeOffset _now = ManualTime.Start;

    private TestInstance(Action<WorkflowRegistration> register, WorkflowOptions? options, ILoggerProvider? logs)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (logs is not null)
            {
                logging.AddProvider(logs);
            }
        });
        services.AddMetrics();
        services.AddWorkflows(register);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options ?? new WorkflowOptions()));
        _services = services.BuildServiceProvider();
    }

    /// <summary>The committed history.</summary>
    public List<HistoryEvent> History { get; } = [];

    /// <summary>Every answer so far.</summary>
    public List<WorkflowResponse> Answers { get; } = [];

    /// <summary>An instance of a workflow that is a function.</summary>
    public static TestInstance Of<TInput, TOutput>(
        Func<WorkflowContext, TInput, Task<TOutput>> run,
        WorkflowOptions? options = null,
        ILoggerProvider? logs = null
    ) => new(w => w.RegisterWorkflow("Test", run), options, logs);

    /// <summary>An instance of any workflow.</summary>
    public static TestInstance Of(Action<WorkflowRegistration> register, WorkflowOptions? options = null) =>
        new(register, options, logs: null);

    /// <summary>A step in which the instance begins.</summary>
    public WorkflowResponse Start(object? input = null, params HistoryEvent[] more) =>
        Turn([Events.Started("Test", Payload.Write(input, int.MaxValue)), .. more]);

    /// <summary>A step with what has arrived. What the code asks for goes into the history.</summary>
    public WorkflowResponse Turn(params HistoryEvent[] arrived)
    {
        _now += TimeSpan.FromSeconds(1);
        var began = Events.TurnBegan(_now);
        var response = Execute(History, [began, .. arrived]);
        began.WorkflowStarted.Version = response.Version;
        History.AddRange([began, .. arrived, .. response.Actions.Select(Events.From)]);
        Answers.Add(response);
        return response;
    }

    /// <summary>What the executor answers; nothing is kept.</summary>
    public WorkflowResponse Execute(IEnumerable<HistoryEvent> past, IEnumerable<HistoryEvent> arrived)
    {
        var request = new WorkflowRequest
        {
            InstanceId = "test-1",
            PastEvents = { past },
            NewEvents = { arrived },
        };
        return _services.GetRequiredService<WorkflowExecutor>().Execute(request.Clone());
    }

    /// <summary>The moment of the present step.</summary>
    public DateTime Now => _now.UtcDateTime;
}

/// <summary>Events as backends write them.</summary>
internal static class Events
{
    public static HistoryEvent TurnBegan(DateTimeOffset at) => New(new() { WorkflowStarted = new() }, at: at);

    public static HistoryEvent Started(string name, string? input = null) =>
        New(
            new()
            {
                ExecutionStarted = new()
                {
                    Name = name,
                    Input = input,
                    WorkflowInstance = new() { InstanceId = "test-1" },
                },
            }
        );

    public static HistoryEvent Scheduled(int id, string name) =>
        New(new() { TaskScheduled = new() { Name = name } }, id);

    public static HistoryEvent Completed(int task, string? json = null) =>
        New(
            new()
            {
                TaskCompleted = new() { TaskScheduledId = task, Result = json },
            }
        );

    public static HistoryEvent Failed(int task, string message = "no", bool isNonRetriable = false) =>
        New(
            new()
            {
                TaskFailed = new() { TaskScheduledId = task, FailureDetails = Details(message, isNonRetriable) },
            }
        );

    public static HistoryEvent ChildCompleted(int task, string? json = null) =>
        New(
            new()
            {
                ChildWorkflowInstanceCompleted = new() { TaskScheduledId = task, Result = json },
            }
        );

    public static HistoryEvent ChildFailed(int task, string message = "no") =>
        New(
            new()
            {
                ChildWorkflowInstanceFailed = new()
                {
                    TaskScheduledId = task,
                    FailureDetails = Details(message, isNonRetriable: false),
                },
            }
        );

    public static HistoryEvent Fired(int timer) => New(new() { TimerFired = new() { TimerId = timer } });

    public static HistoryEvent Raised(string name, string? json = null) =>
        New(
            new()
            {
                EventRaised = new() { Name = name, Input = json },
            }
        );

    public static HistoryEvent Suspended() => New(new() { ExecutionSuspended = new() });

    public static HistoryEvent Resumed() => New(new() { ExecutionResumed = new() });

    public static HistoryEvent Terminated(string? json = null) =>
        New(
            new()
            {
                ExecutionTerminated = new() { Input = json, Recurse = true },
            }
        );

    /// <summary>The event that an action leaves in the history.</summary>
    public static HistoryEvent From(WorkflowAction action)
    {
        var e = New(new(), action.Id);
        switch (action.WorkflowActionTypeCase)
        {
            case WorkflowAction.WorkflowActionTypeOneofCase.ScheduleTask:
                e.TaskScheduled = new()
                {
                    Name = action.ScheduleTask.Name,
                    Input = action.ScheduleTask.Input,
                    TaskExecutionId = action.ScheduleTask.TaskExecutionId,
                };
                break;
            case WorkflowAction.WorkflowActionTypeOneofCase.CreateTimer:
                e.TimerCreated = new() { FireAt = action.CreateTimer.FireAt };
                if (action.CreateTimer.HasName)
                {
                    e.TimerCreated.Name = action.CreateTimer.Name;
                }

                break;
            case WorkflowAction.WorkflowActionTypeOneofCase.CreateChildWorkflow:
                e.ChildWorkflowInstanceCreated = new()
                {
                    Name = action.CreateChildWorkflow.Name,
                    InstanceId = action.CreateChildWorkflow.InstanceId,
                };
                break;
            case WorkflowAction.WorkflowActionTypeOneofCase.CompleteWorkflow:
                e.ExecutionCompleted = new() { WorkflowStatus = action.CompleteWorkflow.WorkflowStatus };
                break;
            default:
                throw new InvalidOperationException($"{action.WorkflowActionTypeCase} leaves nothing.");
        }

        return e;
    }

    private static TaskFailureDetails Details(string message, bool isNonRetriable) =>
        new()
        {
            ErrorType = "System.InvalidOperationException",
            ErrorMessage = message,
            IsNonRetriable = isNonRetriable,
        };

    private static HistoryEvent New(HistoryEvent e, int id = -1, DateTimeOffset? at = null)
    {
        e.EventId = id;
        e.Timestamp = Timestamp.FromDateTimeOffset(at ?? ManualTime.Start);
        return e;
    }
}
