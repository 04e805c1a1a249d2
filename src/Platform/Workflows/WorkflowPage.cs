using System.ComponentModel.DataAnnotations;

namespace Monolith.Platform.Workflows;

/// <summary>Which instances to list.</summary>
public sealed record WorkflowQuery
{
    /// <summary>Only those of this name.</summary>
    public string? WorkflowName { get; init; }

    /// <summary>Only those in this status.</summary>
    public WorkflowRuntimeStatus? RuntimeStatus { get; init; }

    /// <summary>How many at most.</summary>
    [Range(1, 1000)]
    public int PageSize { get; init; } = 100;

    /// <summary>Where the page before ended; null for the first page.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>Some instances, and where to go on.</summary>
/// <param name="Workflows">The instances, without inputs and outputs.</param>
/// <param name="ContinuationToken">For the next page; null when this is the last. A page may hold fewer than were asked
/// for, or none, and not be the last.</param>
public sealed record WorkflowPage(IReadOnlyList<WorkflowState> Workflows, string? ContinuationToken);
