namespace Monolith.Platform.Workflows;

/// <summary>One entry of an instance's history.</summary>
public sealed record WorkflowHistoryEvent
{
    /// <summary>The number of the action that the entry records, or -1 for what came from outside.</summary>
    public required int EventId { get; init; }

    /// <summary>What happened, such as <c>TaskScheduled</c> or <c>EventRaised</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The workflow's, activity's or event's name.</summary>
    public string? Name { get; init; }

    /// <summary>The number of the action that this is the result of.</summary>
    public int? TaskId { get; init; }

    /// <summary>When the timer fires.</summary>
    public DateTimeOffset? FireAt { get; init; }

    /// <summary>Input, result or event data as JSON text.</summary>
    public string? Data { get; init; }

    /// <summary>Why it failed.</summary>
    public WorkflowTaskFailureDetails? FailureDetails { get; init; }
}
