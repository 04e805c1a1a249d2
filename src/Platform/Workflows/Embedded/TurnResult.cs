using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>Everything that one step changes. It is written in one transaction, or not at all.</summary>
internal sealed record TurnResult
{
    /// <summary>The instance as it was before.</summary>
    public required InstanceRow Before { get; init; }

    /// <summary>The last message of the inbox that was part of the step; 0 leaves the inbox alone.</summary>
    public required long ConsumedUpTo { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTime Now { get; init; }

    /// <summary>The status after it.</summary>
    public required WorkflowRuntimeStatus Status { get; init; }

    /// <summary>What the history gets.</summary>
    public IReadOnlyList<HistoryEvent> Appended { get; init; } = [];

    /// <summary>The instance has begun again, so often: the old history and timers go.</summary>
    public int NewGenerations { get; init; }

    /// <summary>The input of the latest generation, when there is a new one.</summary>
    public string? Input { get; init; }

    /// <summary>What the code shows.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>Why nothing could be done but to wait for another program, or null. The custom status stays.</summary>
    public bool IsStalled => Status == WorkflowRuntimeStatus.Stalled;

    /// <summary>The end, if this is it.</summary>
    public ExecutionCompletedEvent? End { get; init; }

    /// <summary>What the parent is told at the end.</summary>
    public HistoryEvent? ForParent { get; init; }

    /// <summary>Activities to run.</summary>
    public IReadOnlyList<ActivityRequest> Activities { get; init; } = [];

    /// <summary>Timers to set.</summary>
    public IReadOnlyList<HistoryEvent> Timers { get; init; } = [];

    /// <summary>Children to start.</summary>
    public IReadOnlyList<NewInstance> Children { get; init; } = [];

    /// <summary>Whether children that run are ended too.</summary>
    public HistoryEvent? TerminatesChildren { get; init; }

    /// <summary>The generation after the step.</summary>
    public int Generation => Before.Generation + NewGenerations;
}

/// <summary>An instance to be made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Started">The event with which it begins.</param>
/// <param name="StartAt">When it begins; null for now.</param>
/// <param name="ParentTask">The number of the parent's request, or null without a parent.</param>
internal sealed record NewInstance(string Id, HistoryEvent Started, DateTime? StartAt = null, int? ParentTask = null);
