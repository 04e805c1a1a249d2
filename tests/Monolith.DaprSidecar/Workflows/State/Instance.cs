using Google.Protobuf.WellKnownTypes;
using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.State;

/// <summary>One workflow instance: what was committed, and what waits for its next turn. Touched with the gate held.</summary>
internal sealed class Instance(string id, HistoryEvent start, int generation)
{
    private readonly List<HistoryEvent> _history = [];
    private readonly List<HistoryEvent> _inbox = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    /// <summary>What came to pass, in order, since the start or the last continue-as-new.</summary>
    public IReadOnlyList<HistoryEvent> History => _history;

    /// <summary>Messages that no committed turn has seen, in the order of arrival.</summary>
    public IReadOnlyList<HistoryEvent> Inbox => _inbox;

    /// <summary>Rises with each continue-as-new and each replacement of a finished instance, so that old timers are known.</summary>
    public int Generation { get; private set; } = generation;

    /// <summary>The event that started the current generation.</summary>
    public HistoryEvent Start { get; private set; } = start;

    public Timestamp CreatedAt { get; } = start.Timestamp;

    public Timestamp LastUpdatedAt { get; private set; } = start.Timestamp;

    public string? CustomStatus { get; private set; }

    /// <summary>Whether no turn may run until every worker has gone and one has come back.</summary>
    public bool IsStalled { get; set; }

    /// <summary>Whether a loop is running its turns; there is never more than one.</summary>
    public bool HasTurnLoop { get; set; }

    /// <summary>Whether its start lies in the future.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>How many activities have been handed out and not answered.</summary>
    public int RunningActivities { get; set; }

    /// <summary>Ends with the next change of any kind.</summary>
    public Task Changed => _changed.Task;

    public string Name => Start.ExecutionStarted.Name;

    public string ExecutionId => Start.ExecutionStarted.WorkflowInstance.ExecutionId;

    public ParentInstanceInfo? Parent => Start.ExecutionStarted.ParentInstance;

    public HistoryEvent? Completion => _history.Find(e => e.ExecutionCompleted is not null);

    public bool IsCompleted => Completion is not null;

    public OrchestrationStatus Status
    {
        get
        {
            if (!_history.Exists(e => e.ExecutionStarted is not null))
            {
                return IsStalled ? OrchestrationStatus.Stalled : OrchestrationStatus.Pending;
            }

            if (Completion is { } completion)
            {
                return completion.ExecutionCompleted.WorkflowStatus;
            }

            if (IsStalled)
            {
                return OrchestrationStatus.Stalled;
            }

            var last = _history.FindLast(e => e.ExecutionSuspended is not null || e.ExecutionResumed is not null);
            return last?.ExecutionSuspended is null ? OrchestrationStatus.Running : OrchestrationStatus.Suspended;
        }
    }

    public void Receive(HistoryEvent message)
    {
        _inbox.Add(message);
        SignalChange();
    }

    public void DropInbox()
    {
        _inbox.Clear();
        SignalChange();
    }

    /// <summary>Takes over all that a turn brought about, at once.</summary>
    public void Commit(Commit commit)
    {
        _history.Clear();
        _history.AddRange(commit.History);
        _inbox.RemoveAll(commit.Consumed.Contains);
        (Generation, CustomStatus, LastUpdatedAt) = (commit.Generation, commit.CustomStatus, commit.At);
        Start = _history.Find(e => e.ExecutionStarted is not null) ?? Start;
        SignalChange();
    }

    /// <summary>Holds the instance. The reason goes into its history, once for each description.</summary>
    public void Stall(StalledReason reason, string description, Timestamp at)
    {
        IsStalled = true;
        if (!_history.Exists(e => e.ExecutionStalled?.Description == description))
        {
            var stalled = new ExecutionStalledEvent { Reason = reason, Description = description };
            _history.Add(
                new HistoryEvent
                {
                    EventId = -1,
                    Timestamp = at,
                    ExecutionStalled = stalled,
                }
            );
        }

        SignalChange();
    }

    /// <summary>Wakes those who wait for a change of this instance, for the last time when it has been removed.</summary>
    public void SignalChange()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}

/// <summary>What one turn leaves behind.</summary>
/// <param name="History">The whole of it, not what was added.</param>
/// <param name="Consumed">The messages that the turn has seen.</param>
internal sealed record Commit(
    IReadOnlyList<HistoryEvent> History,
    IReadOnlyCollection<HistoryEvent> Consumed,
    int Generation,
    string? CustomStatus,
    Timestamp At
);
