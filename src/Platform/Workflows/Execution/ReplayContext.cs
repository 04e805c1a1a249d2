using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>The context of one step of one instance. Everything in it happens on the workflow's thread.</summary>
internal sealed class ReplayContext(
    string instanceId,
    WorkflowThread thread,
    Action<CodeLine> onIntruder,
    Func<bool> isRepeating,
    int maxPayloadBytes,
    ILoggerFactory loggers
) : WorkflowContext
{
    // The end of time as sidecars know it: a wait without time-out shows itself by a timer that never fires.
    private static readonly Timestamp Never = new() { Seconds = 253402300799, Nanos = 999999999 };

    private readonly Patches _patches = new();
    private string _seed = "";
    private string? _version;
    private bool _isReplaying;
    private DateTime _now;
    private int _guids;

    /// <summary>Requests and their results.</summary>
    public Calls Calls { get; } = new();

    /// <summary>Events from outside.</summary>
    public ExternalEvents Events { get; } = new();

    /// <summary>What the code shows, as JSON text.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>Set when the code wants to begin again: the next input, and whether events go with it.</summary>
    public (string? Input, bool PreservesEvents)? NextGeneration { get; private set; }

    /// <summary>Which changes the code has taken part in.</summary>
    public IReadOnlyList<string> PatchesTaken => _patches.Taken;

    public override string Name => ExecutionStarted?.Name ?? "";

    public override string InstanceId => instanceId;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => _isReplaying;

    /// <summary>The event that began this generation; null before it.</summary>
    public ExecutionStartedEvent? ExecutionStarted { get; private set; }

    /// <summary>A new step begins, or is repeated.</summary>
    public void BeginStep(DateTime now, IEnumerable<string> patches)
    {
        _now = now;
        _patches.Record(patches);
    }

    /// <summary>Whether what follows has happened before.</summary>
    public void SetReplaying(bool isReplaying) => _isReplaying = isReplaying;

    /// <summary>The code is about to begin.</summary>
    /// <param name="started">The event that says so.</param>
    /// <param name="version">Which of several implementations it is, or null.</param>
    public void Begin(HistoryEvent started, string? version)
    {
        ExecutionStarted = started.ExecutionStarted;
        _version = version;

        // Ids that are made of it must differ between generations. Older sidecars have no execution id.
        var generation =
            started.ExecutionStarted.WorkflowInstance?.ExecutionId
            ?? started.Timestamp?.ToDateTime().ToString("O", CultureInfo.InvariantCulture);
        _seed = $"{instanceId}/{generation}";
    }

    public override Task<TResult> CallActivityAsync<TResult>(
        string name,
        object? input = null,
        WorkflowTaskOptions? options = null,
        string file = "",
        int line = 0
    )
    {
        var place = Enter(file, line);
        var json = Payload.Write(input, maxPayloadBytes);
        var executionId = DeterministicGuid.Of($"{_seed}/task/{Calls.NextId}").ToString();
        return options?.RetryPolicy is { } policy ? RetryAsync(policy, _ => Schedule(), RetryTimer, place) : Schedule();

        Task<TResult> Schedule()
        {
            var call = new OpenCall<TResult>();
            var action = new ScheduleTaskAction
            {
                Name = name,
                Input = json,
                TaskExecutionId = executionId,
            };
            var what = $"CallActivityAsync(\"{name}\")";
            Calls.Request(CallKind.Activity, new WorkflowAction { ScheduleTask = action }, what, place, call);
            return call.Task;
        }

        CreateTimerAction RetryTimer() =>
            new() { ActivityRetry = new ActivityRetryOrigin { TaskExecutionId = executionId } };
    }

    public override Task<TResult> CallChildWorkflowAsync<TResult>(
        string workflowName,
        object? input = null,
        ChildWorkflowTaskOptions? options = null,
        string file = "",
        int line = 0
    )
    {
        var place = Enter(file, line);
        if (options?.InstanceId is { } wanted && !WorkflowInstanceId.IsValid(wanted))
        {
            throw new ArgumentException($"'{wanted}' cannot be the id of a workflow instance.", nameof(options));
        }

        var json = Payload.Write(input, maxPayloadBytes);
        var firstId = options?.InstanceId ?? NewChildId();
        return options?.RetryPolicy is { } policy ? RetryAsync(policy, Start, RetryTimer, place) : Start(attempt: 1);

        Task<TResult> Start(int attempt)
        {
            var call = new OpenCall<TResult>();
            var action = new CreateChildWorkflowAction
            {
                InstanceId = attempt == 1 ? firstId : NextId(attempt),
                Name = workflowName,
                Input = json,
                RetryParentInstanceInfo = attempt == 1 ? null : new RetryParentInstanceInfo { InstanceId = firstId },
            };
            var what = $"CallChildWorkflowAsync(\"{workflowName}\")";
            Calls.Request(CallKind.Child, new WorkflowAction { CreateChildWorkflow = action }, what, place, call);
            return call.Task;
        }

        string NextId(int attempt) => options?.InstanceId is null ? NewChildId() : $"{firstId}-{attempt}";

        CreateTimerAction RetryTimer() =>
            new() { ChildWorkflowRetry = new ChildWorkflowRetryOrigin { InstanceId = firstId } };
    }

    public override Task CreateTimer(
        DateTime fireAt,
        CancellationToken cancellationToken = default,
        string file = "",
        int line = 0
    )
    {
        var place = Enter(file, line);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var timer = new CreateTimerAction
        {
            FireAt = Timestamp.FromDateTime(
                fireAt.Kind == DateTimeKind.Local
                    ? fireAt.ToUniversalTime()
                    : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc)
            ),
            CreateTimer = new CreateTimerOrigin(),
        };
        var call = new OpenCall<object?>();
        var id = RequestTimer(timer, "CreateTimer", place, call);
        CancelWith(
            () =>
            {
                Calls.Abandon(CallKind.Timer, id);
                call.Cancel("The timer was cancelled.");
            },
            place,
            cancellationToken
        );
        return call.Task;
    }

    public override Task<TResult> WaitForExternalEventAsync<TResult>(
        string eventName,
        CancellationToken cancellationToken = default,
        string file = "",
        int line = 0
    ) => WaitForEvent<TResult>(eventName, Timeout.InfiniteTimeSpan, Enter(file, line), cancellationToken);

    public override Task<TResult> WaitForExternalEventAsync<TResult>(
        string eventName,
        TimeSpan timeout,
        string file = "",
        int line = 0
    ) => WaitForEvent<TResult>(eventName, timeout, Enter(file, line), CancellationToken.None);

    public override void ContinueAsNew(
        object? newInput = null,
        bool preserveUnprocessedEvents = true,
        string file = "",
        int line = 0
    )
    {
        Enter(file, line);
        NextGeneration = (Payload.Write(newInput, maxPayloadBytes), preserveUnprocessedEvents);
    }

    public override void SetCustomStatus(object? customStatus)
    {
        Enter();
        CustomStatus = Payload.Write(customStatus, maxPayloadBytes);
    }

    public override Guid NewGuid()
    {
        Enter();
        return DeterministicGuid.Of($"{instanceId}/{_now.ToString("O", CultureInfo.InvariantCulture)}/{_guids++}");
    }

    public override ILogger CreateReplaySafeLogger(string categoryName) =>
        new ReplaySafeLogger(loggers.CreateLogger(categoryName), this);

    public override bool IsPatched(string patchName)
    {
        Enter();
        return _version is null
            ? _patches.Take(patchName, isRepeating())
            : throw new InvalidOperationException(
                "A workflow that is registered with a version cannot have patches too."
            );
    }

    private Task<TResult> WaitForEvent<TResult>(
        string name,
        TimeSpan timeout,
        CodeLine place,
        CancellationToken cancellationToken
    )
    {
        var call = new OpenCall<TResult>();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        if (Events.TryTake(name) is { } kept)
        {
            call.Complete(kept.EventRaised.Input);
            return call.Task;
        }

        var timedOut = $"The event '{name}' did not come within {timeout}.";
        if (timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            call.Cancel(timedOut);
            return call.Task;
        }

        var id = -1;
        var giveUp = Events.Wait(
            name,
            raised =>
            {
                Calls.Abandon(CallKind.Timer, id);
                call.Complete(raised.EventRaised.Input);
            }
        );
        var timer = new CreateTimerAction
        {
            FireAt = timeout == Timeout.InfiniteTimeSpan ? Never : Timestamp.FromDateTime(_now + timeout),
            Name = name,
            ExternalEvent = new ExternalEventOrigin { Name = name },
        };
        id = RequestTimer(
            timer,
            $"WaitForExternalEventAsync(\"{name}\")",
            place,
            new OpenGuard(() => GiveUp(timedOut))
        );
        CancelWith(
            () =>
            {
                Calls.Abandon(CallKind.Timer, id);
                GiveUp("The wait was cancelled.");
            },
            place,
            cancellationToken
        );
        return call.Task;

        void GiveUp(string reason)
        {
            giveUp();
            call.Cancel(reason);
        }
    }

    private int RequestTimer(CreateTimerAction timer, string what, CodeLine place, OpenCall call) =>
        Calls.Request(CallKind.Timer, new WorkflowAction { CreateTimer = timer }, what, place, call);

    // The waits are context timers and the tries context calls, so a replay walks through the same numbers.
    private async Task<T> RetryAsync<T>(
        WorkflowRetryPolicy policy,
        Func<int, Task<T>> call,
        Func<CreateTimerAction> newTimer,
        CodeLine place
    )
    {
        var began = _now;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(attempt);
            }
            catch (WorkflowTaskFailedException e) when (MayRetry(policy, attempt, began, e.FailureDetails))
            {
                var timer = newTimer();
                timer.FireAt = Timestamp.FromDateTime(_now + policy.DelayAfter(attempt));
                var wait = new OpenCall<object?>();
                RequestTimer(timer, "the wait before another try", place, wait);
                await wait.Task;
            }
        }
    }

    private bool MayRetry(
        WorkflowRetryPolicy policy,
        int attempt,
        DateTime began,
        WorkflowTaskFailureDetails failure
    ) =>
        !failure.IsNonRetriable
        && attempt < policy.MaxNumberOfAttempts
        && (policy.RetryTimeout is not { } timeout || _now <= began + timeout)
        && policy.HandleFailure?.Invoke(failure) != false;

    // A token that is cancelled by a clock or another thread would cancel at another moment at each replay.
    private void CancelWith(Action cancel, CodeLine place, CancellationToken token) =>
        token.UnsafeRegister(
            _ =>
            {
                if (thread.IsCurrent)
                {
                    cancel();
                }
                else
                {
                    onIntruder(place);
                }
            },
            state: null
        );

    private string NewChildId() => DeterministicGuid.Of($"{_seed}/child/{Calls.NextId}").ToString();

    private CodeLine Enter(string file, int line)
    {
        var place = CodeLine.OfCaller(file, line);
        if (thread.IsCurrent)
        {
            Calls.LastLine = place;
            return place;
        }

        onIntruder(place);
        throw new InvalidOperationException($"The context was used on another thread: {place}.");
    }

    // Members without a line of their own are near the last call that has one.
    private void Enter()
    {
        if (!thread.IsCurrent)
        {
            var place = Calls.LastLine ?? default;
            onIntruder(place);
            throw new InvalidOperationException($"The context was used on another thread, after {place}.");
        }
    }
}
