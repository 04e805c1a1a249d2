namespace Monolith.Healing.Actions;

/// <summary>How far an action has come.</summary>
/// <param name="State">In one word.</param>
/// <param name="Reason">A name that programs can compare, such as <c>ProgressDeadlineExceeded</c>.</param>
/// <param name="Message">The same for people, such as "2 of 3 updated replicas are available".</param>
internal sealed record ActionProgress(ProgressState State, string Reason, string Message)
{
    /// <summary>Not done yet.</summary>
    public static ActionProgress Running(string reason, string message) => new(ProgressState.Running, reason, message);

    /// <summary>Done.</summary>
    public static ActionProgress Complete(string reason, string message) =>
        new(ProgressState.Complete, reason, message);

    /// <summary>It will not come to its end.</summary>
    public static ActionProgress Failed(string reason, string message) => new(ProgressState.Failed, reason, message);
}

/// <summary>How far an action has come, in one word.</summary>
internal enum ProgressState
{
    /// <summary>Not done yet.</summary>
    Running,

    /// <summary>Done.</summary>
    Complete,

    /// <summary>It will not come to its end.</summary>
    Failed,
}
