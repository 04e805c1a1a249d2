namespace Monolith.Platform.Workflows;

/// <summary>Something that was asked of a workflow instance is not possible.</summary>
public abstract class WorkflowException : Exception
{
    private protected WorkflowException(string message, Exception? innerException = null)
        : base(message, innerException) { }
}

/// <summary>There is no instance of this id.</summary>
public sealed class WorkflowNotFoundException(string instanceId)
    : WorkflowException($"There is no workflow instance '{instanceId}'.")
{
    /// <summary>The id that was asked for.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>The id belongs to an instance that is not finished, or whose children or activities are not.</summary>
public sealed class WorkflowAlreadyExistsException(string instanceId)
    : WorkflowException($"The workflow instance '{instanceId}' exists and is not finished.")
{
    /// <summary>The id that is taken.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>Only a finished instance can be purged.</summary>
public sealed class WorkflowNotCompletedException(string instanceId)
    : WorkflowException($"The workflow instance '{instanceId}' is not finished.")
{
    /// <summary>The instance that still runs.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>The instance is stalled: no running program knows its code. It takes no events until one does.</summary>
public sealed class WorkflowStalledException(string instanceId)
    : WorkflowException($"The workflow instance '{instanceId}' is stalled: no running program can continue it.")
{
    /// <summary>The instance that waits for a program that knows it.</summary>
    public string InstanceId { get; } = instanceId;
}

/// <summary>An input, a result or an event's data is larger than <c>Monolith:Workflows:MaxPayloadBytes</c>. Keep it
/// elsewhere and pass a reference.</summary>
public sealed class WorkflowPayloadTooLargeException(long bytes, int maxBytes)
    : WorkflowException(
        $"The value takes {bytes} bytes as JSON; {maxBytes} are allowed. Keep it elsewhere, pass a reference."
    );

/// <summary>The backend could not be asked, or gave an answer that it should not give.</summary>
public sealed class WorkflowBackendException(string message, Exception? innerException = null)
    : WorkflowException(message, innerException);

/// <summary>An activity or a child workflow failed. Thrown by the awaited call, inside the workflow.</summary>
public sealed class WorkflowTaskFailedException(string message, WorkflowTaskFailureDetails failureDetails)
    : WorkflowException(message)
{
    /// <summary>What failed, and why.</summary>
    public WorkflowTaskFailureDetails FailureDetails { get; } = failureDetails;
}

/// <summary>Throw this in an activity when another try would fail too: retry policies then make none.</summary>
public class NonRetriableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
