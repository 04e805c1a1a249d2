using System.Text.Json;

namespace Monolith.Healing.Actions;

/// <summary>What an action found and what it would do. Travels as JSON: approvals are bound to it, and the run's timeline
/// shows it.</summary>
internal sealed record ActionPlan
{
    /// <summary>Why it must not be done now; null when it may.</summary>
    public ActionRefusal? Refusal { get; init; }

    /// <summary>The target as it is now; null for an action that is done to no workload.</summary>
    public WorkloadState? Target { get; init; }

    /// <summary>The requests that would be sent, in order. Never empty without a <see cref="Refusal"/>.</summary>
    public IReadOnlyList<PlannedCall> Calls { get; init; } = [];

    /// <summary>How many replicas the action itself takes away at the same time.</summary>
    public int Unavailable { get; init; }

    /// <summary>Whether <see cref="IHealingAction.RollBackAsync"/> puts back what was before.</summary>
    public bool IsReversible { get; init; }

    /// <summary>How long it may take until it counts as failed.</summary>
    public TimeSpan Deadline { get; init; }

    /// <summary>What was before, in the action's own form: what a way back needs, and evidence.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>A plan that must not be carried out.</summary>
    public static ActionPlan Refused(string reason, string message, WorkloadState? target = null) =>
        new() { Refusal = new ActionRefusal(reason, message), Target = target };
}

/// <summary>Why an action must not be done now.</summary>
/// <param name="Reason">A name that programs can compare, such as <c>rolloutInProgress</c>.</param>
/// <param name="Message">The same for people.</param>
internal sealed record ActionRefusal(string Reason, string Message);

/// <summary>One request that would be sent.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">The path at the API server, or the address of an endpoint.</param>
/// <param name="Body">What is sent; null for nothing.</param>
/// <param name="Uid">The one object that it changes; null when it is none of Kubernetes.</param>
internal sealed record PlannedCall(string Method, string Address, JsonElement? Body = null, string? Uid = null);
