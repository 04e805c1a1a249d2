using Monolith.Platform.Workflows;
using Monolith.Workflows.Tests.Behaviour;

namespace Monolith.Workflows.Tests.Embedded;

/// <summary>The suite on the embedded engine.</summary>
public sealed class EmbeddedBehaviourTests : BehaviourSuite
{
    /// <inheritdoc/>
    protected override async Task<IWorkflowRuntime> StartAsync(Action<WorkflowRegistration> register) =>
        await EmbeddedRuntime.StartAsync(register);
}
