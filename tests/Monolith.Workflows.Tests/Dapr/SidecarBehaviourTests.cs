using Monolith.Platform.Workflows;
using Monolith.Workflows.Tests.Behaviour;

namespace Monolith.Workflows.Tests.Dapr;

/// <summary>What workflows promise, kept by the worker beside a sidecar.</summary>
public sealed class SidecarBehaviourTests : BehaviourSuite
{
    protected override async Task<IWorkflowRuntime> StartAsync(Action<WorkflowRegistration> register) =>
        await SidecarRuntime.StartAsync(register);
}
