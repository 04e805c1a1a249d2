namespace Monolith.Platform.Workflows;

/// <summary>Starts workflows and looks after them. Thread-safe.</summary>
/// <remarks>What a method has acknowledged by returning is durable. Inputs, outputs and event data travel as JSON.</remarks>
public interface IWorkflowClient
{
    /// <summary>Starts a workflow and returns its id without waiting for its first step.</summary>
    /// <param name="name">The workflow's name.</param>
    /// <param name="instanceId">The instance's id: letters, digits, <c>_</c> and <c>-</c>, at most 64; null for a random
    /// one. A start with an id of your own can be repeated safely. A finished instance of this id is replaced.</param>
    /// <param name="input">Its input.</param>
    /// <param name="startTime">When it begins; null for now.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the start may have happened.</param>
    /// <exception cref="ArgumentException">The id is not allowed.</exception>
    /// <exception cref="WorkflowAlreadyExistsException">The id belongs to an instance that is not finished.</exception>
    Task<string> ScheduleNewWorkflowAsync(
        string name,
        string? instanceId = null,
        object? input = null,
        DateTimeOffset? startTime = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>An instance as it is now, or null when there is none of this id.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">False leaves input, output and custom status out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<WorkflowState?> GetWorkflowStateAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    );

    /// <summary>Returns as soon as the instance has begun.</summary>
    /// <inheritdoc cref="WaitForWorkflowCompletionAsync"/>
    Task<WorkflowState> WaitForWorkflowStartAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    );

    /// <summary>Returns as soon as the instance is finished, well or not.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="getInputsAndOutputs">False leaves input, output and custom status out.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="WorkflowNotFoundException">There is no such instance.</exception>
    Task<WorkflowState> WaitForWorkflowCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = true,
        CancellationToken cancellationToken = default
    );

    /// <summary>Hands an event to an instance. One that it does not wait for yet is kept.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such instance.</exception>
    /// <exception cref="WorkflowStalledException">The instance takes no events now.</exception>
    Task RaiseEventAsync(
        string instanceId,
        string eventName,
        object? eventPayload = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Pauses an instance: it keeps what arrives and does nothing with it until it is resumed.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such instance.</exception>
    Task SuspendWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a paused instance go on.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such instance.</exception>
    Task ResumeWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>Ends an instance and its children. Returns at once; the status changes soon after. Activities that run are
    /// not interrupted, but their results are ignored.</summary>
    /// <param name="instanceId">The instance. One that is finished stays as it is.</param>
    /// <param name="output">Shown as its output.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="WorkflowNotFoundException">There is no such instance.</exception>
    Task TerminateWorkflowAsync(
        string instanceId,
        object? output = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Removes a finished instance and its children with everything that is known of them.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such instance.</exception>
    /// <exception cref="WorkflowNotCompletedException">It is not finished; nothing was removed.</exception>
    Task PurgeWorkflowAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>One page of all instances.</summary>
    Task<WorkflowPage> ListWorkflowsAsync(WorkflowQuery query, CancellationToken cancellationToken = default);

    /// <summary>Everything that has happened to an instance since it began, or continued as new.</summary>
    /// <exception cref="WorkflowNotFoundException">There is no such instance.</exception>
    Task<IReadOnlyList<WorkflowHistoryEvent>> GetWorkflowHistoryAsync(
        string instanceId,
        CancellationToken cancellationToken = default
    );
}
