using Monolith.Platform.Workflows;

namespace Monolith.Workflows.Tests.Behaviour;

/// <summary>What workflows promise, whichever backend carries them. Each backend runs the whole suite.</summary>
public abstract partial class BehaviourSuite
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>A backend of the kind under test, with nothing in it.</summary>
    /// <param name="register">The workflows and activities of the test.</param>
    protected abstract Task<IWorkflowRuntime> StartAsync(Action<WorkflowRegistration> register);

    /// <summary>Runs a workflow named <c>Test</c> to its end.</summary>
    private static async Task<WorkflowState> RunAsync(IWorkflowRuntime runtime, object? input = null)
    {
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: input);
        return await EndOfAsync(runtime, id);
    }

    private static async Task<WorkflowState> EndOfAsync(IWorkflowRuntime runtime, string id)
    {
        using var bound = new CancellationTokenSource(Bound);
        return await runtime.Client.WaitForWorkflowCompletionAsync(id, cancellationToken: bound.Token);
    }

    /// <summary>Lets virtual time pass until the instance is finished.</summary>
    private static async Task<WorkflowState> EndWithTimeAsync(IWorkflowRuntime runtime, string id, TimeSpan step)
    {
        WorkflowState? state = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                await runtime.AdvanceAsync(step);
                state = await runtime.Client.GetWorkflowStateAsync(id);
                return state!.IsWorkflowCompleted;
            },
            $"{id} is finished",
            Bound
        );
        return state!;
    }

    private static Task ReachesAsync(IWorkflowRuntime runtime, string id, Func<WorkflowState, bool> condition) =>
        Eventually.HoldsAsync(
            async () => await runtime.Client.GetWorkflowStateAsync(id) is { } state && condition(state),
            $"{id} is as expected",
            Bound
        );

    private static Task ReachesAsync(IWorkflowRuntime runtime, string id, WorkflowRuntimeStatus status) =>
        ReachesAsync(runtime, id, s => s.RuntimeStatus == status);

    /// <summary>An instance that says by its custom status that it waits.</summary>
    private static async Task<string> StartWaitingAsync(IWorkflowRuntime runtime, object? input = null)
    {
        var id = await runtime.Client.ScheduleNewWorkflowAsync("Test", input: input);
        await ReachesAsync(runtime, id, s => s.ReadCustomStatusAs<string>() == "waiting");
        return id;
    }
}
