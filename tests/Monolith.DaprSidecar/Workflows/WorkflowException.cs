namespace Monolith.DaprSidecar.Workflows;

/// <summary>Why the engine refused a call.</summary>
internal enum WorkflowError
{
    NoSuchInstance,
    AlreadyExists,
    NotFinished,
    Stalled,
    NothingPending,
    NotSupported,
}

/// <summary>A call that the engine refused. Each API words it in its own codes.</summary>
internal sealed class WorkflowException(WorkflowError error, string message) : Exception(message)
{
    public WorkflowError Error { get; } = error;

    public static WorkflowException NoSuchInstance(string id) =>
        new(WorkflowError.NoSuchInstance, $"no such instance exists: {id}");

    public static WorkflowException NothingPending(string id) =>
        new(WorkflowError.NothingPending, $"no work item of instance {id} is pending");
}
