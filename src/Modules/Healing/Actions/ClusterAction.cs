using Monolith.Healing.Kubernetes;

namespace Monolith.Healing.Actions;

/// <summary>What all actions on Kubernetes have in common: they need a cluster and a target that can be one, and what the API
/// refuses becomes part of their answer.</summary>
internal abstract class ClusterAction(KubernetesCluster cluster) : IHealingAction
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> FindMistakes(IReadOnlyDictionary<string, string> parameters);

    /// <inheritdoc/>
    public Task<ActionPlan> PlanAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        if (cluster.Client is not { } client)
        {
            return Task.FromResult(
                ActionPlan.Refused("noCluster", "Monolith runs in no Kubernetes cluster, and no kubeconfig is named.")
            );
        }

        if (!KubernetesName.IsNamespace(request.Target.Namespace) || !KubernetesName.IsName(request.Target.Name))
        {
            return Task.FromResult(ActionPlan.Refused("invalidTarget", $"{request.Target} cannot be an object."));
        }

        if (FindMistakes(request.Parameters) is [var mistake, ..])
        {
            return Task.FromResult(ActionPlan.Refused("invalidParameters", mistake));
        }

        return GuardAsync(
            () => PlanAsync(client, request, cancellationToken),
            error => ActionPlan.Refused(Reasons.Of(error.Reason), error.Message)
        );
    }

    /// <inheritdoc/>
    public Task<ActionResult> ExecuteAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) =>
        GuardAsync(
            () => ExecuteAsync(Client(), request, plan, cancellationToken),
            error => ActionResult.Failed(Reasons.Of(error.Reason), error.Message)
        );

    /// <inheritdoc/>
    public Task<ActionProgress> ObserveAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) =>
        GuardAsync(
            () => ObserveAsync(Client(), request, plan, cancellationToken),
            error => ActionProgress.Failed(Reasons.Of(error.Reason), error.Message)
        );

    /// <inheritdoc/>
    public Task<ActionResult> RollBackAsync(
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) =>
        GuardAsync(
            () => RollBackAsync(Client(), request, plan, cancellationToken),
            error => ActionResult.Failed(Reasons.Of(error.Reason), error.Message)
        );

    /// <inheritdoc cref="IHealingAction.PlanAsync"/>
    protected abstract Task<ActionPlan> PlanAsync(
        KubernetesClient client,
        ActionRequest request,
        CancellationToken cancellationToken
    );

    /// <inheritdoc cref="IHealingAction.ExecuteAsync"/>
    protected abstract Task<ActionResult> ExecuteAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    );

    /// <inheritdoc cref="IHealingAction.ObserveAsync"/>
    protected abstract Task<ActionProgress> ObserveAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    );

    /// <inheritdoc cref="IHealingAction.RollBackAsync"/>
    protected abstract Task<ActionResult> RollBackAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    );

    // Without a cluster there is no plan that could be carried out; a replica that has lost its cluster may find it again.
    private KubernetesClient Client() =>
        cluster.Client ?? throw new ActionUnavailableException("This replica has no Kubernetes cluster.");

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work, Func<KubernetesException, T> refused)
    {
        try
        {
            return await work();
        }
        catch (KubernetesException error) when (error.IsRetriable)
        {
            throw new ActionUnavailableException(error.Message, error);
        }
        catch (KubernetesException error)
        {
            return refused(error);
        }
    }
}
