namespace Monolith.DaprSidecar.Workflows;

/// <summary>The sidecar's workflow engine, in memory.</summary>
public sealed class WorkflowEngine(WorkflowEngineOptions options)
{
    /// <summary>How it behaves.</summary>
    public WorkflowEngineOptions Options { get; } = options;
}
