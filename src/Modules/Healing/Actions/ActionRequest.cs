namespace Monolith.Healing.Actions;

/// <summary>What shall be done. All of it is fixed by the run before its first step.</summary>
/// <param name="OperationId">The run's own id. A repeated call with the same id has no second effect.</param>
/// <param name="Tenant">For whom.</param>
/// <param name="Action">The name of the action.</param>
/// <param name="Target">What it is done to.</param>
/// <param name="Parameters">The action's own settings, from the policy.</param>
/// <param name="At">A moment that the run fixes once. It becomes part of what is written, so that a repeated call writes the
/// very same bytes.</param>
/// <param name="Step">Which call this is: 0, then what <see cref="ActionResult.Next"/> says.</param>
internal sealed record ActionRequest(
    string OperationId,
    string Tenant,
    string Action,
    ActionTarget Target,
    IReadOnlyDictionary<string, string> Parameters,
    DateTimeOffset At,
    int Step = 0
);

/// <summary>What something is done to.</summary>
/// <param name="Kind">As Kubernetes names it: <c>Deployment</c>, <c>StatefulSet</c>, <c>DaemonSet</c>, <c>Pod</c> or
/// <c>Service</c>. Actions that call an address only, such as <c>webhook</c>, take any word.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed record ActionTarget(string Kind, string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
