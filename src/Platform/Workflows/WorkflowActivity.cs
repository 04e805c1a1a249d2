using Monolith.Platform.Workflows.Execution;

namespace Monolith.Platform.Workflows;

/// <summary>An activity of any input and output. Derive from <see cref="WorkflowActivity{TInput, TOutput}"/>.</summary>
public interface IWorkflowActivity
{
    /// <summary>Does the work, from JSON text to JSON text.</summary>
    internal Task<string?> RunAsync(WorkflowActivityContext context, string? input, int maxBytes);
}

/// <summary>
/// One step of a workflow that touches the world. Runs <b>at least once</b>: when the process dies before the result is
/// durable, the activity runs again with the same <see cref="WorkflowActivityContext.TaskExecutionId"/>. So its effect must
/// bear repetition; that id is the key by which a receiver can tell a repetition from a new request.
/// </summary>
/// <typeparam name="TInput">What it is called with; travels as JSON.</typeparam>
/// <typeparam name="TOutput">What it returns; travels as JSON.</typeparam>
public abstract class WorkflowActivity<TInput, TOutput> : IWorkflowActivity
{
    /// <summary>Does the work. What it throws becomes the failure that the workflow sees.</summary>
    /// <param name="context">Which call of which workflow this is.</param>
    /// <param name="input">The input, or the type's default when there was none.</param>
    public abstract Task<TOutput> RunAsync(WorkflowActivityContext context, TInput input);

    async Task<string?> IWorkflowActivity.RunAsync(WorkflowActivityContext context, string? input, int maxBytes) =>
        Payload.Write(await RunAsync(context, Payload.Read<TInput>(input)!), maxBytes);
}

/// <summary>An activity that is a function.</summary>
internal sealed class ActivityFunction<TInput, TOutput>(Func<WorkflowActivityContext, TInput, Task<TOutput>> run)
    : WorkflowActivity<TInput, TOutput>
{
    public override Task<TOutput> RunAsync(WorkflowActivityContext context, TInput input) => run(context, input);
}

/// <summary>Which call of which workflow an activity works for.</summary>
/// <param name="Name">The name under which the activity was called.</param>
/// <param name="InstanceId">The workflow instance that called it.</param>
/// <param name="TaskId">The number of the call within the instance. Each try of a retried call has its own.</param>
/// <param name="TaskExecutionId">The same for every run and every retry of one call, and for no other call.</param>
/// <param name="CancellationToken">Cancelled when the process is about to stop. An activity that then ends with an
/// <see cref="OperationCanceledException"/> is not counted as failed, but runs again later.</param>
public sealed record WorkflowActivityContext(
    string Name,
    string InstanceId,
    int TaskId,
    string TaskExecutionId,
    CancellationToken CancellationToken = default
);
