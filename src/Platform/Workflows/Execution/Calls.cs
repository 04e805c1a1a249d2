using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>
/// What the workflow's code has asked for, by the number of the request, and what has come of it. At a replay the same
/// requests must come in the same order; each is compared with the history.
/// </summary>
internal sealed class Calls
{
    private readonly SortedDictionary<int, RequestedAction> _requested = [];
    private readonly Dictionary<(CallKind, int), (OpenCall Call, string What, string ExecutionId)> _open = [];
    private readonly Dictionary<(CallKind, int), HistoryEvent> _early = [];
    private readonly HashSet<(CallKind, int)> _abandoned = [];
    private int _next;

    /// <summary>The line of the latest call of the context; null before the first.</summary>
    public CodeLine? LastLine { get; set; }

    /// <summary>Whether anything can still come for which the code might wait.</summary>
    public bool AnyOpen => _open.Count > 0;

    /// <summary>The number that the next request gets.</summary>
    public int NextId => _next;

    /// <summary>Requests that the history does not have yet, in order.</summary>
    public IEnumerable<WorkflowAction> Unconfirmed =>
        _requested.Values.Where(r => !r.HasEarlyResult).Select(r => r.Action);

    /// <summary>Results for which the code has not asked.</summary>
    public IEnumerable<HistoryEvent> Unclaimed => _early.Values;

    /// <summary>Makes a request whose result is awaited.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="action">The request; gets its number here.</param>
    /// <param name="what">The call as one would write it, for messages.</param>
    /// <param name="line">Where the call is.</param>
    /// <param name="call">Ended when the result comes, which may be at once.</param>
    public int Request(CallKind kind, WorkflowAction action, string what, CodeLine line, OpenCall call)
    {
        var id = Add(action, what, line);
        _open[(kind, id)] = (call, what, action.ScheduleTask?.TaskExecutionId ?? "");
        if (_early.Remove((kind, id), out var result))
        {
            _requested[id] = _requested[id] with { HasEarlyResult = true };
            Resolve(kind, id, result);
        }

        return id;
    }

    /// <summary>Makes the last request: the end.</summary>
    public void RequestEnd(CompleteWorkflowAction end) =>
        Add(new WorkflowAction { CompleteWorkflow = end }, "the end of the workflow", LastLine ?? default);

    /// <summary>The result does not matter any more. The request itself stands.</summary>
    public void Abandon(CallKind kind, int id)
    {
        _open.Remove((kind, id));
        _abandoned.Add((kind, id));
    }

    /// <summary>Compares a request with what the history says at its number.</summary>
    /// <returns>How they differ, or null.</returns>
    public string? Confirm(HistoryEvent recorded)
    {
        var (what, fits) = Describe(recorded);
        if (!_requested.Remove(recorded.EventId, out var requested))
        {
            var last = LastLine is { } line ? $"its last call of the context is at {line}" : "it calls nothing";
            return $"the history has {what} as #{recorded.EventId}, but the code does not ask for it; {last}";
        }

        return fits(requested.Action)
            ? null
            : $"the history has {what} as #{recorded.EventId}, but the code asks for {requested.What} at {requested.Line}";
    }

    /// <summary>Ends an open call, or keeps the result for a call that is still to come.</summary>
    public void Resolve(CallKind kind, int id, HistoryEvent result)
    {
        if (_open.TryGetValue((kind, id), out var open))
        {
            if (BelongsTo(result, open.ExecutionId))
            {
                _open.Remove((kind, id));
                End(open.Call, open.What, id, result);
            }
        }
        else if (!_abandoned.Contains((kind, id)))
        {
            _early.TryAdd((kind, id), result);
        }
    }

    private int Add(WorkflowAction action, string what, CodeLine line)
    {
        action.Id = _next++;
        _requested[action.Id] = new RequestedAction(action, what, line);
        return action.Id;
    }

    private static (string What, Func<WorkflowAction, bool> Fits) Describe(HistoryEvent e) =>
        e.EventTypeCase switch
        {
            HistoryEvent.EventTypeOneofCase.TaskScheduled => (
                $"CallActivityAsync(\"{e.TaskScheduled.Name}\")",
                a => a.ScheduleTask?.Name == e.TaskScheduled.Name
            ),
            HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCreated => (
                $"CallChildWorkflowAsync(\"{e.ChildWorkflowInstanceCreated.Name}\")",
                a => a.CreateChildWorkflow?.Name == e.ChildWorkflowInstanceCreated.Name
            ),
            HistoryEvent.EventTypeOneofCase.TimerCreated => (
                e.TimerCreated.HasName ? $"WaitForExternalEventAsync(\"{e.TimerCreated.Name}\")" : "CreateTimer",
                a => a.CreateTimer is { } timer && timer.Name == e.TimerCreated.Name
            ),
            _ => ($"{e.EventTypeCase}", _ => false),
        };

    // A result of the generation before has a number that this generation uses again.
    private static bool BelongsTo(HistoryEvent result, string executionId)
    {
        var actual = (result.TaskCompleted?.TaskExecutionId ?? result.TaskFailed?.TaskExecutionId) ?? "";
        return actual.Length == 0 || executionId.Length == 0 || actual == executionId;
    }

    private static void End(OpenCall call, string what, int id, HistoryEvent result)
    {
        switch (result.EventTypeCase)
        {
            case HistoryEvent.EventTypeOneofCase.TaskCompleted:
                call.Complete(result.TaskCompleted.Result);
                break;
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceCompleted:
                call.Complete(result.ChildWorkflowInstanceCompleted.Result);
                break;
            case HistoryEvent.EventTypeOneofCase.TaskFailed:
                call.Fail(Failure(what, id, result.TaskFailed.FailureDetails));
                break;
            case HistoryEvent.EventTypeOneofCase.ChildWorkflowInstanceFailed:
                call.Fail(Failure(what, id, result.ChildWorkflowInstanceFailed.FailureDetails));
                break;
            default:
                call.Complete(json: null);
                break;
        }
    }

    private static WorkflowTaskFailedException Failure(string what, int id, TaskFailureDetails? details)
    {
        var failure = Failures.ToPublic(details ?? new TaskFailureDetails());
        return new WorkflowTaskFailedException($"{what} (#{id}) failed: {failure.ErrorMessage}", failure);
    }

    /// <param name="Action">The request as it goes to the backend.</param>
    /// <param name="What">The call as one would write it.</param>
    /// <param name="Line">Where it is.</param>
    /// <param name="HasEarlyResult">Its result was there first, so nobody needs to work on it.</param>
    private sealed record RequestedAction(
        WorkflowAction Action,
        string What,
        CodeLine Line,
        bool HasEarlyResult = false
    );
}
