namespace Monolith.Platform.Workflows;

/// <summary>How far a workflow instance is.</summary>
public enum WorkflowRuntimeStatus
{
    /// <summary>A status that this version does not know.</summary>
    Unknown = -1,

    /// <summary>It works or waits.</summary>
    Running = 0,

    /// <summary>Its code returned.</summary>
    Completed = 1,

    /// <summary>Its code begins again with a new input; only ever seen in passing.</summary>
    ContinuedAsNew = 2,

    /// <summary>Its code threw.</summary>
    Failed = 3,

    /// <summary>Reserved; no backend sets it.</summary>
    Canceled = 4,

    /// <summary>Somebody ended it from outside.</summary>
    Terminated = 5,

    /// <summary>It has not begun.</summary>
    Pending = 6,

    /// <summary>Somebody paused it. It keeps what arrives and goes on with it when it is resumed.</summary>
    Suspended = 7,

    /// <summary>No running program knows its code. It goes on when one does.</summary>
    Stalled = 8,
}
