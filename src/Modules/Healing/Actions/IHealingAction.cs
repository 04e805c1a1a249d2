namespace Monolith.Healing.Actions;

/// <summary>
/// One kind of thing that healing can do. Deciding is not its business: it looks, says what it would do, does it, says how
/// far it has come, and takes it back. Everything it needs travels in the request and the plan, so that each method may run
/// on another replica, and again after a crash. Thread-safe.
/// </summary>
/// <remarks>Every method throws <see cref="ActionUnavailableException"/> when whoever it calls is away for the moment: the
/// same call may be made again. Everything else that can go wrong is part of the answer.</remarks>
internal interface IHealingAction
{
    /// <summary>The name in policies, such as <c>restart</c>.</summary>
    string Name { get; }

    /// <summary>What is wrong with the parameters of a policy, each a sentence; empty when they are fine.</summary>
    IReadOnlyList<string> FindMistakes(IReadOnlyDictionary<string, string> parameters);

    /// <summary>
    /// Looks and changes nothing: finds the one target by its uid, keeps what a way back needs, checks that the action makes
    /// sense now, and has the API server rehearse the very request (<c>dryRun=All</c>).
    /// </summary>
    Task<ActionPlan> PlanAsync(ActionRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Does what was planned. However often it runs for one <see cref="ActionRequest.OperationId"/> and
    /// <see cref="ActionRequest.Step"/>, there is one effect. While the result has a <see cref="ActionResult.Next"/>, the
    /// caller waits, looks at its guardrails once more, and calls again with that step.
    /// </summary>
    Task<ActionResult> ExecuteAsync(ActionRequest request, ActionPlan plan, CancellationToken cancellationToken);

    /// <summary>Says how far it has come; changes nothing. Ask every few seconds, no longer than
    /// <see cref="ActionPlan.Deadline"/>.</summary>
    Task<ActionProgress> ObserveAsync(ActionRequest request, ActionPlan plan, CancellationToken cancellationToken);

    /// <summary>Puts back what was before, or stops what cannot be put back. Has one effect, as
    /// <see cref="ExecuteAsync"/>; with nothing to do it says so.</summary>
    Task<ActionResult> RollBackAsync(ActionRequest request, ActionPlan plan, CancellationToken cancellationToken);
}
