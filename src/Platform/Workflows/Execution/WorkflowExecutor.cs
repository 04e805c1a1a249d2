using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Execution;

/// <summary>Runs one step of a workflow: history in, actions out. Keeps nothing between steps. Thread-safe.</summary>
internal sealed class WorkflowExecutor
{
    /// <summary>What the workflow's code wants done next. Its exceptions are in the response.</summary>
    public WorkflowResponse Execute(WorkflowRequest request) => throw new NotSupportedException(request.InstanceId);
}
