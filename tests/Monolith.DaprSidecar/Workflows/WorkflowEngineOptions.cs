namespace Monolith.DaprSidecar.Workflows;

/// <summary>How the workflow engine behaves.</summary>
public sealed record WorkflowEngineOptions
{
    /// <summary>The app whose workflows these are.</summary>
    public string AppId { get; init; } = "monolith";

    /// <summary>The release that is played.</summary>
    public SidecarVersion Version { get; init; } = SidecarVersion.V119;

    /// <summary>Largest request body and gRPC message, in both directions. History above 95 % of it stalls an instance.</summary>
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a worker may take to read one work item before its stream is closed.</summary>
    public TimeSpan SendBudget { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From a turn that was refused to the next attempt.</summary>
    public TimeSpan TurnRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where time comes from. Timers fire by it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
