using Microsoft.Extensions.Logging;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>
/// One step of one instance: brings the workflow's code to where it stood by going through the past, lets it go on with
/// what is new, and collects what it asks for.
/// </summary>
internal sealed class WorkflowExecution
{
    private readonly WorkflowRequest _request;
    private readonly WorkflowRegistry _registry;
    private readonly IServiceProvider _services;
    private readonly WorkflowOptions _options;
    private readonly Action<CodeLine?> _onLateIntruder;
    private readonly WorkflowThread _thread;
    private readonly ReplayContext _context;
    private readonly Queue<HistoryEvent> _heldBack = new();
    private int _unprocessed;
    private int _highestId = -1;
    private string? _recordedVersion;
    private KnownWorkflow? _known;
    private IWorkflow? _workflow;
    private Task? _code;
    private Exception? _thrown;
    private bool _hasBegun;
    private bool _codeReturned;
    private bool _isSuspended;
    private bool _isUnknown;
    private bool _isEndedFromOutside;
    private CompleteWorkflowAction? _end;
    private bool _isEndAlone;

    // Touched by other threads: what they did to the workflow's code, and whether the step is over.
    private volatile Intruder? _intruder;
    private volatile bool _isOver;

    /// <param name="request">The history.</param>
    /// <param name="registry">The known workflows.</param>
    /// <param name="services">For the constructors of workflows.</param>
    /// <param name="options">The limits.</param>
    /// <param name="loggers">For the loggers of workflows.</param>
    /// <param name="onLateIntruder">Called when another thread continues the code after the step is over.</param>
    public WorkflowExecution(
        WorkflowRequest request,
        WorkflowRegistry registry,
        IServiceProvider services,
        WorkflowOptions options,
        ILoggerFactory loggers,
        Action<CodeLine?> onLateIntruder
    )
    {
        _request = request;
        _registry = registry;
        _services = services;
        _options = options;
        _onLateIntruder = onLateIntruder;
        _unprocessed = request.PastEvents.Count + request.NewEvents.Count;
        _thread = new WorkflowThread(line => OnIntruder(line));
        _context = new ReplayContext(
            request.InstanceId,
            _thread,
            line => OnIntruder(line),
            () => _unprocessed > 0,
            options.MaxPayloadBytes,
            loggers
        );
    }

    /// <summary>The name of the workflow; empty as long as it has not begun.</summary>
    public string WorkflowName => _context.Name;

    /// <summary>Results that nobody asked for.</summary>
    public IEnumerable<HistoryEvent> Unclaimed => _context.Calls.Unclaimed;

    private bool IsCodeRunning => _hasBegun && _end is null;

    /// <summary>Does it. Call it once.</summary>
    /// <param name="accused">Where an earlier step of the instance was found to use another thread.</param>
    public WorkflowResponse Run(Intruder? accused)
    {
        _thread.Occupy(ReceiveAll);
        if (accused is not null && IsCodeRunning)
        {
            Abort(ForeignThread(accused.Line));
        }

        _isOver = true;
        return Answer();
    }

    private void ReceiveAll()
    {
        _context.SetReplaying(true);
        foreach (var past in _request.PastEvents)
        {
            Receive(past);
        }

        _context.SetReplaying(false);
        foreach (var arrived in _request.NewEvents)
        {
            Receive(arrived);
        }
    }

    // A paused instance keeps everything but the two messages that end the pause.
    private void Receive(HistoryEvent e)
    {
        _highestId = Math.Max(_highestId, e.EventId);
        if (_isEndedFromOutside)
        {
            return;
        }

        switch (e.EventTypeCase)
        {
            case HistoryEvent.EventTypeOneofCase.ExecutionTerminated:
                Terminate(e);
                break;
            case HistoryEvent.EventTypeOneofCase.ExecutionSuspended:
                _unprocessed--;
                _isSuspended = true;
                break;
            case HistoryEvent.EventTypeOneofCase.ExecutionResumed:
                _unprocessed--;
                _isSuspended = false;
                while (_heldBack.TryDequeue(out var held))
                {
                    Process(held);
                }

                break;
            default:
                if (_isSuspended)
                {
                    _heldBack.Enqueue(e);
                }
                else
                {
                    Process(e);
                }

                break;
        }
    }

    private void Process(HistoryEvent e)
    {
        _unprocessed--;
        switch (e.EventTypeCase)
        {
            case HistoryEvent.EventTypeOneofCase.WorkflowStarted:
                var version = e.WorkflowStarted.Version;
                _context.BeginStep(e.Timestamp.ToDateTime(), version?.Patches ?? []);
                _recordedVersion = version is { HasName: true } ? version.Name : _recordedVersion;
                break;
            case HistoryEvent.EventTypeOneofCase.ExecutionStarted:
                Start(e);
                break;
            case HistoryEvent.EventTypeOneofCase.TaskScheduled:
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCreated:
            case HistoryEvent.EventTypeOneofCase.DetachedWorkflowInstanceCreated:
            case HistoryEvent.EventTypeOneofCase.TimerCreated:
                Confirm(e);
                break;
            case HistoryEvent.EventTypeOneofCase.TaskCompleted:
                Resolve(CallKind.Activity, e.TaskCompleted.TaskScheduledId, e);
                break;
            case HistoryEvent.EventTypeOneofCase.TaskFailed:
                Resolve(CallKind.Activity, e.TaskFailed.TaskScheduledId, e);
                break;
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCompleted:
                Resolve(CallKind.Child, e.ChildWorkflowInstanceCompleted.TaskScheduledId, e);
                break;
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceFailed:
                Resolve(CallKind.Child, e.ChildWorkflowInstanceFailed.TaskScheduledId, e);
                break;
            case HistoryEvent.EventTypeOneofCase.TimerFired:
                Resolve(CallKind.Timer, e.TimerFired.TimerId, e);
                break;
            case HistoryEvent.EventTypeOneofCase.EventRaised when _end is null:
                _context.Events.Arrive(e);
                break;
            case HistoryEvent.EventTypeOneofCase.EventRaised:
                _context.Events.Keep(e);
                break;
            default:
                // Later sidecars may tell more; nothing of it concerns the code.
                break;
        }

        RunCode();
    }

    private void Start(HistoryEvent e)
    {
        if (_context.ExecutionStarted is not null)
        {
            return;
        }

        var name = e.ExecutionStarted.Name;
        _known =
            _recordedVersion is not null || _context.IsReplaying
                ? _registry.Find(name, _recordedVersion)
                : _registry.FindNewest(name);
        _context.Begin(e, _known?.Version);
        if (_known is null)
        {
            StartUnknown(name);
            return;
        }

        _hasBegun = true;
        try
        {
            _workflow = _known.Create(_services);
            _code = _workflow.Start(_context, e.ExecutionStarted.Input);
            _code.GetAwaiter().OnCompleted(() => _codeReturned = true);
        }
#pragma warning disable CA1031 // Whatever the constructor throws, or a method that is not async, is the result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _thrown = exception;
        }
    }

    private void StartUnknown(string name)
    {
        if (_options.UnknownWorkflow == UnknownWorkflow.Stall)
        {
            _isUnknown = true;
            return;
        }

        var version = _recordedVersion is { } v ? $" of version '{v}'" : "";
        Abort(Failures.Permanent("WorkflowNotFound", $"There is no workflow named '{name}'{version}."));
    }

    private void Confirm(HistoryEvent e)
    {
        if (!_isUnknown && !_isEndAlone && _context.Calls.Confirm(e) is { } difference)
        {
            Abort(
                Failures.Permanent(
                    "NonDeterministicWorkflow",
                    $"The code of workflow '{WorkflowName}' does not repeat its history: {difference}. Usual causes: the code "
                        + "was changed while instances run (guard changes with IsPatched), or it decides by something that "
                        + "is not the same each time, such as the clock (use CurrentUtcDateTime), Guid.NewGuid or Random "
                        + "(use NewGuid, or an activity), or changing static state."
                )
            );
        }
    }

    private void Resolve(CallKind kind, int id, HistoryEvent e)
    {
        if (_end is null)
        {
            _context.Calls.Resolve(kind, id, e);
        }
    }

    private void RunCode()
    {
        if (!IsCodeRunning)
        {
            _thread.Clear();
            return;
        }

        try
        {
            _thread.RunAll();
        }
#pragma warning disable CA1031 // Thrown by an "async void" method, which has no task to put it into.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _thrown = exception;
        }

        if (_intruder is { } intruder)
        {
            Abort(ForeignThread(intruder.Line));
        }
        else if (_codeReturned || _thrown is not null)
        {
            End(_thrown is null ? Result() : Failed(Failures.From(_thrown)));
        }
        else if (!_context.Calls.AnyOpen)
        {
            // Nothing that the context could do would ever let the code go on, so it waits for something else.
            Abort(ForeignThread(SuspendedCode.FindLine(_code)));
        }
    }

    private CompleteWorkflowAction Result()
    {
        try
        {
            var output = _workflow!.ResultOf(_code!, _options.MaxPayloadBytes);
            return _context.NextGeneration is { } next
                ? new CompleteWorkflowAction
                {
                    WorkflowStatus = OrchestrationStatus.ContinuedAsNew,
                    Result = next.Input,
                }
                : new CompleteWorkflowAction { WorkflowStatus = OrchestrationStatus.Completed, Result = output };
        }
#pragma warning disable CA1031 // Whatever the code throws is its result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed(Failures.From(exception));
        }
    }

    private void End(CompleteWorkflowAction end)
    {
        _end = end;
        _context.Calls.RequestEnd(end);
        _thread.Clear();
    }

    // An end that throws away what the code has asked for.
    private void Abort(TaskFailureDetails details)
    {
        _end = Failed(details);
        _isEndAlone = true;
        _thread.Clear();
    }

    private void Terminate(HistoryEvent e)
    {
        _unprocessed--;
        _isSuspended = false;
        _isEndedFromOutside = true;
        if (_end is not null && _end.WorkflowStatus != OrchestrationStatus.ContinuedAsNew)
        {
            return;
        }

        _isUnknown = false;
        _isEndAlone = true;
        _end = new CompleteWorkflowAction
        {
            WorkflowStatus = OrchestrationStatus.Terminated,
            Result = e.ExecutionTerminated.Input,
        };
        _thread.Clear();
    }

    private WorkflowResponse Answer()
    {
        var response = new WorkflowResponse
        {
            InstanceId = _request.InstanceId,
            CustomStatus = _context.CustomStatus,
            Version = Version(),
        };
        if (_isSuspended)
        {
            return response;
        }

        if (_isUnknown)
        {
            var unavailable = new WorkflowVersionNotAvailableAction();
            response.Actions.Add(new WorkflowAction { WorkflowVersionNotAvailable = unavailable });
        }
        else if (_isEndAlone)
        {
            // The history may reach further than the code came this time; numbers must not repeat.
            var id = Math.Max(_context.Calls.NextId, _highestId + 1);
            response.Actions.Add(new WorkflowAction { Id = id, CompleteWorkflow = _end });
        }
        else
        {
            if (_context.NextGeneration is { PreservesEvents: true })
            {
                _end?.CarryoverEvents.AddRange(_context.Events.Kept);
            }

            response.Actions.AddRange(_context.Calls.Unconfirmed);
        }

        return response;
    }

    private WorkflowVersion? Version()
    {
        if (_known?.Version is { } name)
        {
            return new WorkflowVersion { Name = name };
        }

        return _context.PatchesTaken.Count == 0 ? null : new WorkflowVersion { Patches = { _context.PatchesTaken } };
    }

    private void OnIntruder(CodeLine? line)
    {
        _intruder ??= new Intruder(line);
        if (_isOver && IsCodeRunning)
        {
            _onLateIntruder(line);
        }
    }

    private TaskFailureDetails ForeignThread(CodeLine? line)
    {
        var place = line is { } known
            ? $"at {known}"
            : $"after {_context.Calls.LastLine?.ToString() ?? "its beginning"}";
        return Failures.Permanent(
            "ForeignThreadInWorkflow",
            $"The code of workflow '{WorkflowName}' waits for something that is not of its context, or goes on on another "
                + $"thread, {place}. A workflow may await only what the context gives: CreateTimer instead of Task.Delay, "
                + "activities instead of Task.Run and input or output, never ConfigureAwait(false), never Wait() or Result."
        );
    }

    private static CompleteWorkflowAction Failed(TaskFailureDetails details) =>
        new() { WorkflowStatus = OrchestrationStatus.Failed, FailureDetails = details };
}

/// <summary>Another thread continued the workflow's code, or used its context.</summary>
/// <param name="Line">Where, if it can be told.</param>
internal sealed record Intruder(CodeLine? Line);
