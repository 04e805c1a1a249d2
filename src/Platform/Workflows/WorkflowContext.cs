using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Monolith.Platform.Workflows;

/// <summary>
/// The way from a workflow's code to everything outside it. Use it only in the workflow's own code: not on other threads,
/// not after <c>ConfigureAwait(false)</c>, not in <c>Task.Run</c>.
/// </summary>
/// <remarks>The parameters <c>file</c> and <c>line</c> are filled in by the compiler. When the code does not fit the
/// history, the failure names the line.</remarks>
public abstract class WorkflowContext
{
    /// <summary>The name of the workflow.</summary>
    public abstract string Name { get; }

    /// <summary>The id of this instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The time of the workflow: when the present turn began. The same at every replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code is repeating what it did before. For muting logs and metrics, never for decisions.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Calls an activity. It runs at least once: after a crash it may run again, with the same
    /// <see cref="WorkflowActivityContext.TaskExecutionId"/>.</summary>
    /// <param name="name">The activity's name.</param>
    /// <param name="input">Its input; travels as JSON.</param>
    /// <param name="options">What to do when it fails.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    /// <exception cref="WorkflowTaskFailedException">Thrown by the task: the activity failed.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(
        string name,
        object? input = null,
        WorkflowTaskOptions? options = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    );

    /// <summary>Calls an activity whose result does not matter.</summary>
    /// <inheritdoc cref="CallActivityAsync{TResult}"/>
    public Task CallActivityAsync(
        string name,
        object? input = null,
        WorkflowTaskOptions? options = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => CallActivityAsync<object?>(name, input, options, file, line);

    /// <summary>Starts a workflow as a child of this one and waits for its result.</summary>
    /// <param name="workflowName">The child's name.</param>
    /// <param name="input">Its input; travels as JSON.</param>
    /// <param name="options">Its id, and what to do when it fails.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    /// <exception cref="WorkflowTaskFailedException">Thrown by the task: the child failed or was terminated.</exception>
    public abstract Task<TResult> CallChildWorkflowAsync<TResult>(
        string workflowName,
        object? input = null,
        ChildWorkflowTaskOptions? options = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    );

    /// <summary>Starts a workflow as a child of this one and waits for its end.</summary>
    /// <inheritdoc cref="CallChildWorkflowAsync{TResult}"/>
    public Task CallChildWorkflowAsync(
        string workflowName,
        object? input = null,
        ChildWorkflowTaskOptions? options = null,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => CallChildWorkflowAsync<object?>(workflowName, input, options, file, line);

    /// <summary>Waits until a moment, through restarts too.</summary>
    /// <param name="fireAt">The moment, UTC.</param>
    /// <param name="cancellationToken">Gives the wait up. Cancel it from the workflow's own code only.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    /// <exception cref="TaskCanceledException">Thrown by the task: the wait was given up.</exception>
    public abstract Task CreateTimer(
        DateTime fireAt,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    );

    /// <summary>Waits for so long, through restarts too.</summary>
    /// <param name="delay">How long, counted from <see cref="CurrentUtcDateTime"/>.</param>
    /// <param name="cancellationToken">Gives the wait up. Cancel it from the workflow's own code only.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    /// <exception cref="TaskCanceledException">Thrown by the task: the wait was given up.</exception>
    public Task CreateTimer(
        TimeSpan delay,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    ) => CreateTimer(CurrentUtcDateTime + delay, cancellationToken, file, line);

    /// <summary>Waits for an event that is raised for this instance from outside. Each event goes to one waiter, the oldest
    /// first; an event that nobody waits for is kept until somebody does.</summary>
    /// <param name="eventName">The event's name; upper and lower case are the same.</param>
    /// <param name="cancellationToken">Gives the wait up. Cancel it from the workflow's own code only.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    /// <exception cref="TaskCanceledException">Thrown by the task: the wait was given up.</exception>
    public abstract Task<TResult> WaitForExternalEventAsync<TResult>(
        string eventName,
        CancellationToken cancellationToken = default,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    );

    /// <summary>Waits for an event for a limited time.</summary>
    /// <param name="eventName">The event's name; upper and lower case are the same.</param>
    /// <param name="timeout">How long to wait. Zero takes only an event that is there already.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    /// <exception cref="TaskCanceledException">Thrown by the task: no event came in time.</exception>
    public abstract Task<TResult> WaitForExternalEventAsync<TResult>(
        string eventName,
        TimeSpan timeout,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    );

    /// <summary>Begins again with a new input and an empty history, once the code has returned. For workflows that run for
    /// ever.</summary>
    /// <param name="newInput">The input of the next generation.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody has waited for go to it.</param>
    /// <param name="file">Left to the compiler.</param>
    /// <param name="line">Left to the compiler.</param>
    public abstract void ContinueAsNew(
        object? newInput = null,
        bool preserveUnprocessedEvents = true,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0
    );

    /// <summary>Shows a value to those who look at the instance from outside. Travels as JSON; null removes it.</summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>A new id that is the same at every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that keeps silent while the code repeats what it did before.</summary>
    public abstract ILogger CreateReplaySafeLogger(string categoryName);

    /// <summary>
    /// Whether this instance takes the new path of a change to the workflow's code. Instances that had passed this place
    /// before the change was deployed get false for ever, all others true.
    /// </summary>
    /// <example><code>
    /// if (context.IsPatched("check-stock-first"))
    /// {
    ///     await context.CallActivityAsync("CheckStock");
    /// }
    /// </code></example>
    /// <param name="patchName">A name that no other change of this workflow has.</param>
    public abstract bool IsPatched(string patchName);
}
