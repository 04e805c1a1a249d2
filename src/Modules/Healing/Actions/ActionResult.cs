namespace Monolith.Healing.Actions;

/// <summary>What came of a call.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Reason">A name that programs can compare, such as <c>patched</c> or <c>disruptionBudget</c>.</param>
/// <param name="Message">The same for people: it stands in the run's timeline.</param>
/// <param name="Next">The call that must follow; null when this was the last.</param>
internal sealed record ActionResult(ActionOutcome Outcome, string Reason, string Message, NextCall? Next = null)
{
    /// <summary>This call changed something.</summary>
    public static ActionResult Changed(string reason, string message, NextCall? next = null) =>
        new(ActionOutcome.Changed, reason, message, next);

    /// <summary>There was nothing to change.</summary>
    public static ActionResult Unchanged(string reason, string message, NextCall? next = null) =>
        new(ActionOutcome.Unchanged, reason, message, next);

    /// <summary>It was refused for good.</summary>
    public static ActionResult Failed(string reason, string message) => new(ActionOutcome.Failed, reason, message);
}

/// <summary>What came of a call, in one word.</summary>
internal enum ActionOutcome
{
    /// <summary>This call changed something.</summary>
    Changed,

    /// <summary>Nothing was changed: an earlier call has done it already, or its time has not come (then there is a
    /// <see cref="ActionResult.Next"/>).</summary>
    Unchanged,

    /// <summary>It was refused for good. Nothing was changed by this call; calling again will not help.</summary>
    Failed,
}

/// <summary>The call that must follow.</summary>
/// <param name="Step">Its <see cref="ActionRequest.Step"/>.</param>
/// <param name="After">How long to wait before it.</param>
internal sealed record NextCall(int Step, TimeSpan After);
