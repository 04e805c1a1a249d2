using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Healing.Actions.Workloads;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions;

/// <summary>
/// Has one pod leave, so that its owner makes another. An eviction respects disruption budgets: while they forbid it, it is
/// tried again for some minutes. It names the pod's uid, so that a repetition never hits the successor. Of a workload it takes
/// the pod that is worst off. There is nothing to put back.
/// </summary>
internal sealed class ReplacePodAction(
    KubernetesCluster cluster,
    IOptions<KubernetesOptions> options,
    TimeProvider clock
) : ClusterAction(cluster)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override string Name => "replacePod";

    /// <inheritdoc/>
    public override IReadOnlyList<string> FindMistakes(IReadOnlyDictionary<string, string> parameters)
    {
        var reader = new ActionParameters(parameters);
        _ = Settings.Read(reader);
        return reader.Mistakes;
    }

    /// <inheritdoc/>
    protected override async Task<ActionPlan> PlanAsync(
        KubernetesClient client,
        ActionRequest request,
        CancellationToken cancellationToken
    )
    {
        var found = await PodOwnership.FindAsync(client, request.Target, cancellationToken);
        if (found is not { Pod: { } pod, Kind: { } kind, Workload: { } workload })
        {
            return found.Refusal!;
        }

        var state = await client.StateAsync(kind, workload, cancellationToken);
        var ns = pod.Metadata.Namespace;
        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var budgets = await client.BudgetsAsync(ns, pod.Metadata.Labels, cancellationToken);
        if (!settings.IsDeletion && budgets.Count > 1)
        {
            return ActionPlan.Refused(
                "severalDisruptionBudgets",
                "The pod has more than one PodDisruptionBudget, so that Kubernetes evicts it never.",
                state
            );
        }

        try
        {
            await RemoveAsync(client, settings, ns, pod.Metadata.Name, pod.Metadata.Uid, true, cancellationToken);
        }
        catch (KubernetesException error) when (error.Status == HttpStatusCode.TooManyRequests)
        {
            // The budget forbids it now: that may change until it is carried out, and while it is.
        }

        var members = await PodOwnership.SiblingsAsync(client, pod, workload, cancellationToken);
        var isServing = await IsServingAsync(client, ns, pod.Metadata.Uid, cancellationToken) is not null;
        var uid = pod.Metadata.Uid;
        var path = KubernetesRequest.PathOf([.. KubernetesResources.Pods.In(ns), pod.Metadata.Name]);
        return new ActionPlan
        {
            Target = state with { IsSkipped = state.IsSkipped || WorkloadReader.IsSkipped(pod) },
            Calls =
            [
                settings.IsDeletion
                    ? new PlannedCall("DELETE", path, Uid: uid)
                    : new PlannedCall("POST", $"{path}/eviction", Uid: uid),
            ],
            Unavailable = pod.IsReady() ? 1 : 0,
            Deadline = settings.Deadline,
            Before = JsonSerializer.SerializeToElement(
                new Snapshot(
                    pod.Metadata.Name,
                    uid,
                    pod.Metadata.Controller()!.Uid,
                    [.. members.Select(member => member.Metadata.Uid)],
                    pod.Restarts(),
                    isServing
                )
            ),
        };
    }

    /// <inheritdoc/>
    protected override async Task<ActionResult> ExecuteAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var (ns, before) = (plan.Target!.Namespace, Before(plan));
        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var pod = await client.FindAsync(KubernetesResources.Pods, ns, before.Pod, cancellationToken);
        if (pod?.Metadata.Uid != before.Uid)
        {
            return ActionResult.Unchanged(Reasons.AlreadyApplied, $"The pod {before.Pod} is gone already.");
        }

        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return ActionResult.Unchanged(Reasons.AlreadyApplied, $"The pod {before.Pod} is leaving already.");
        }

        try
        {
            await RemoveAsync(client, settings, ns, before.Pod, before.Uid, false, cancellationToken);
            return ActionResult.Changed(settings.IsDeletion ? "deleted" : "evicted", $"The pod {before.Pod} leaves.");
        }
        catch (KubernetesException error) when (error.IsNotFound || error.IsConflict)
        {
            return ActionResult.Unchanged(Reasons.AlreadyApplied, $"The pod {before.Pod} is gone already.");
        }
        catch (KubernetesException error) when (error.Status == HttpStatusCode.TooManyRequests)
        {
            return Blocked(request, settings, error);
        }
        catch (KubernetesException error) when (error.Status == HttpStatusCode.InternalServerError)
        {
            // Budgets that contradict each other: to delete the pod instead would pass over both.
            return ActionResult.Failed("evictionRefused", error.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task<ActionProgress> ObserveAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var ns = plan.Target!.Namespace;
        return await Patience.WaitAsync(
            await JudgeAsync(),
            stop => client.WatchAsync(KubernetesResources.Pods, ns, Selection.All, stop),
            _ => JudgeAsync(),
            options.Value.ObserveWait,
            clock,
            cancellationToken
        );

        Task<ActionProgress> JudgeAsync() => this.JudgeAsync(client, request, plan, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task<ActionResult> RollBackAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            ActionResult.Unchanged(
                Reasons.NothingToUndo,
                "A pod that has left does not come back; its owner replaces it."
            )
        );

    private async Task<ActionProgress> JudgeAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var (ns, before) = (plan.Target!.Namespace, Before(plan));
        var pods = await client.ListAsync(KubernetesResources.Pods, ns, Selection.All, cancellationToken);
        if (pods.Items.Any(pod => pod.Metadata.Uid == before.Uid))
        {
            return ActionProgress.Running("leaving", $"The pod {before.Pod} is still there.");
        }

        var fresh = pods.Items.Where(pod =>
            pod.Metadata.Controller()?.Uid == before.Owner
            && !before.Siblings.Contains(pod.Metadata.Uid, StringComparer.Ordinal)
        );
        if (fresh.MaxBy(pod => pod.ReadySince() ?? DateTimeOffset.MinValue) is not { } successor)
        {
            return ActionProgress.Running("waiting", "There is no new pod yet.");
        }

        if (successor.Restarts() > 0)
        {
            return ActionProgress.Failed("crashing", $"The new pod {successor.Metadata.Name} crashes too.");
        }

        var settings = Settings.Read(new ActionParameters(request.Parameters));
        if (successor.ReadySince() is not { } since || since + settings.Settle > clock.GetUtcNow())
        {
            return ActionProgress.Running(
                "starting",
                $"The new pod {successor.Metadata.Name} is not ready for long enough."
            );
        }

        return before.IsServing && await IsServingAsync(client, ns, successor.Metadata.Uid, cancellationToken) != true
            ? ActionProgress.Running("notServing", $"No traffic goes to {successor.Metadata.Name} yet.")
            : ActionProgress.Complete("replaced", $"{successor.Metadata.Name} has taken the place of {before.Pod}.");
    }

    /// <summary>Says when to come again; the pauses grow, and together they are no longer than the policy's patience.</summary>
    private static ActionResult Blocked(ActionRequest request, Settings settings, KubernetesException error)
    {
        var (pause, waited) = (FirstPause, TimeSpan.Zero);
        for (var step = 0; step < request.Step; step++)
        {
            waited += pause;
            pause = pause * 1.5 < MaxPause ? pause * 1.5 : MaxPause;
        }

        return waited >= settings.Patience
            ? ActionResult.Failed("disruptionBudget", $"Not within {settings.Patience}: {error.Message}")
            : ActionResult.Unchanged("disruptionBudget", error.Message, new NextCall(request.Step + 1, pause));
    }

    private static Task RemoveAsync(
        KubernetesClient client,
        Settings settings,
        string ns,
        string pod,
        string uid,
        bool isDryRun,
        CancellationToken cancellationToken
    ) =>
        settings.IsDeletion
            ? client.DeleteAsync(KubernetesResources.Pods, ns, pod, uid, isDryRun, cancellationToken)
            : client.EvictAsync(ns, pod, uid, isDryRun, cancellationToken);

    /// <summary>Whether a Service sends traffic to a pod; null when no Service knows it.</summary>
    private static async Task<bool?> IsServingAsync(
        KubernetesClient client,
        string ns,
        string uid,
        CancellationToken cancellationToken
    )
    {
        var slices = await client.ListAsync(KubernetesResources.EndpointSlices, ns, Selection.All, cancellationToken);
        return slices
            .Items.SelectMany(slice => slice.Endpoints)
            .FirstOrDefault(endpoint => endpoint.TargetRef?.Uid == uid)
            ?.IsReady();
    }

    private static Snapshot Before(ActionPlan plan) => plan.Before!.Value.Deserialize<Snapshot>()!;

    private sealed record Snapshot(
        string Pod,
        string Uid,
        string Owner,
        IReadOnlyList<string> Siblings,
        int Restarts,
        bool IsServing
    );

    private sealed record Settings(bool IsDeletion, TimeSpan Settle, TimeSpan Patience, TimeSpan Deadline)
    {
        public static Settings Read(ActionParameters parameters) =>
            new(
                parameters.OneOf("method", "evict", "delete") == "delete",
                parameters.Duration("settle", TimeSpan.FromSeconds(30)),
                parameters.Duration("patience", TimeSpan.FromMinutes(5)),
                parameters.Duration("deadline", TimeSpan.FromMinutes(10))
            );
    }
}
