using Monolith.Platform.Workflows.Execution;

namespace Monolith.Platform.Workflows;

/// <summary>A workflow of any input and output. Derive from <see cref="Workflow{TInput, TOutput}"/>.</summary>
public interface IWorkflow
{
    /// <summary>Runs the code up to its first wait. The task is the very one that the code made, because where it stands
    /// can be told from it.</summary>
    internal Task Start(WorkflowContext context, string? input);

    /// <summary>The result of the finished task as JSON text.</summary>
    internal string? ResultOf(Task finished, int maxBytes);
}

/// <summary>
/// A durable workflow: ordinary code that a crash only interrupts. What it has done is kept as a history, and after every
/// wait the code is run again from the beginning against that history. So it must do the same each time: no clock, random
/// number, input or output, thread or changing static of its own. The context has substitutes, and everything else belongs
/// into activities.
/// </summary>
/// <typeparam name="TInput">What it is started with; travels as JSON.</typeparam>
/// <typeparam name="TOutput">What it returns; travels as JSON.</typeparam>
public abstract class Workflow<TInput, TOutput> : IWorkflow
{
    /// <summary>The workflow's code. Await only tasks of the context, and tasks made of them.</summary>
    /// <remarks>A <c>finally</c> block runs when the code gets there; it does not run while the workflow waits, nor when
    /// the workflow is terminated.</remarks>
    /// <param name="context">The way to everything outside.</param>
    /// <param name="input">The input, or the type's default when there was none.</param>
    public abstract Task<TOutput> RunAsync(WorkflowContext context, TInput input);

    Task IWorkflow.Start(WorkflowContext context, string? input) => RunAsync(context, Payload.Read<TInput>(input)!);

    string? IWorkflow.ResultOf(Task finished, int maxBytes) =>
        Payload.Write(((Task<TOutput>)finished).GetAwaiter().GetResult(), maxBytes);
}

/// <summary>A workflow that is a function.</summary>
internal sealed class WorkflowFunction<TInput, TOutput>(Func<WorkflowContext, TInput, Task<TOutput>> run)
    : Workflow<TInput, TOutput>
{
    public override Task<TOutput> RunAsync(WorkflowContext context, TInput input) => run(context, input);
}
