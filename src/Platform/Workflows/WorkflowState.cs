using Monolith.Platform.Workflows.Execution;

namespace Monolith.Platform.Workflows;

/// <summary>What can be seen of a workflow instance from outside.</summary>
public sealed record WorkflowState
{
    /// <summary>The instance's id.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string WorkflowName { get; init; }

    /// <summary>How far it is.</summary>
    public required WorkflowRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last happened to it.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input as JSON text.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output as JSON text, once completed or terminated.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>What the code shows with <see cref="WorkflowContext.SetCustomStatus"/>, as JSON text.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Why it failed.</summary>
    public WorkflowTaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it has begun and is not finished.</summary>
    public bool IsWorkflowRunning =>
        RuntimeStatus
            is WorkflowRuntimeStatus.Running
                or WorkflowRuntimeStatus.ContinuedAsNew
                or WorkflowRuntimeStatus.Suspended
                or WorkflowRuntimeStatus.Stalled;

    /// <summary>Whether it is finished, well or not.</summary>
    public bool IsWorkflowCompleted =>
        RuntimeStatus
            is WorkflowRuntimeStatus.Completed
                or WorkflowRuntimeStatus.Failed
                or WorkflowRuntimeStatus.Canceled
                or WorkflowRuntimeStatus.Terminated;

    /// <summary>The input.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not of this type.</exception>
    public T? ReadInputAs<T>() => Payload.Read<T>(SerializedInput);

    /// <summary>The output.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not of this type.</exception>
    public T? ReadOutputAs<T>() => Payload.Read<T>(SerializedOutput);

    /// <summary>What the code shows.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not of this type.</exception>
    public T? ReadCustomStatusAs<T>() => Payload.Read<T>(SerializedCustomStatus);
}
