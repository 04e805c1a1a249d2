using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Healing.Actions.Workloads;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions;

/// <summary>Gives a Deployment or StatefulSet another number of replicas, within bounds. Rolled back, it has its former number
/// again.</summary>
internal sealed class ScaleAction(KubernetesCluster cluster, IOptions<KubernetesOptions> options, TimeProvider clock)
    : ClusterAction(cluster)
{
    private const int MostReplicas = 1000;
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public override string Name => "scale";

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
        var (ns, name) = (request.Target.Namespace, request.Target.Name);
        if (request.Target.Kind is not ("Deployment" or "StatefulSet"))
        {
            return ActionPlan.Refused(Reasons.WrongKind, $"A {request.Target.Kind} has no number of replicas.");
        }

        var kind = WorkloadKind.Find(request.Target.Kind)!;
        if (await kind.FindAsync(client, ns, name, cancellationToken) is not { } workload)
        {
            return ActionPlan.Refused(Reasons.NotFound, $"There is no {request.Target}.");
        }

        var state = await client.StateAsync(kind, workload, cancellationToken);
        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var (before, after) = (workload.Desired, settings.Wanted(workload.Desired));
        if (await RefusalAsync(client, request.Target, before, after, cancellationToken) is { } refusal)
        {
            return ActionPlan.Refused(refusal.Reason, refusal.Message, state);
        }

        var patch = Patch(HealingMark.Done(request, workload, resourceVersion: null), after);
        await kind.PatchAsync(client, ns, name, patch, isDryRun: true, cancellationToken);
        return new ActionPlan
        {
            Target = state,
            Calls = [new PlannedCall("PATCH", kind.PathOf(ns, name), patch.Body, workload.Metadata.Uid)],
            Unavailable = Math.Max(0, before - after),
            IsReversible = true,
            Deadline = settings.Deadline,
            Before = JsonSerializer.SerializeToElement(new Snapshot(before, after)),
        };
    }

    /// <inheritdoc/>
    protected override Task<ActionResult> ExecuteAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var numbers = Numbers(plan);
        return ApplyAsync(client, plan, Decide, cancellationToken);

        PatchDecision Decide(Workload workload)
        {
            if (HealingMark.Hindrance(workload, request) is { } hindrance)
            {
                return new PatchDecision(hindrance);
            }

            return workload.Desired == numbers.Before
                ? new PatchDecision(
                    ActionResult.Changed("scaled", $"{request.Target} has {numbers.After} replicas now."),
                    Patch(HealingMark.Done(request, workload, workload.Metadata.ResourceVersion), numbers.After)
                )
                : new PatchDecision(
                    ActionResult.Failed(Reasons.Superseded, $"It has {workload.Desired} replicas since the plan.")
                );
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
        var (target, numbers) = (plan.Target!, Numbers(plan));
        var kind = WorkloadKind.Of(target);
        var workload = await kind.FindAsync(client, target.Namespace, target.Name, cancellationToken);
        return await Patience.WaitAsync(
            Judge(workload),
            stop => kind.WatchAsync(client, target.Namespace, target.Name, stop),
            change => Task.FromResult(Judge(change)),
            options.Value.ObserveWait,
            clock,
            cancellationToken
        );

        ActionProgress Judge(Workload? now) =>
            now?.Metadata.Uid != target.Uid ? ActionProgress.Failed(Reasons.Replaced, $"{request.Target} is gone.")
            : now.Desired != numbers.After
                ? ActionProgress.Failed(Reasons.Superseded, "Somebody else has changed the number since.")
            : Rollout.Progress(now);
    }

    /// <inheritdoc/>
    protected override Task<ActionResult> RollBackAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var numbers = Numbers(plan);
        return ApplyAsync(client, plan, Decide, cancellationToken);

        PatchDecision Decide(Workload workload)
        {
            if (HealingMark.HindranceToUndo(workload, request) is { } hindrance)
            {
                return new PatchDecision(hindrance);
            }

            return workload.Desired == numbers.After
                ? new PatchDecision(
                    ActionResult.Changed(Reasons.RolledBack, $"It has its {numbers.Before} replicas again."),
                    Patch(HealingMark.Undone(request, workload), numbers.Before)
                )
                : new PatchDecision(
                    ActionResult.Unchanged(Reasons.Superseded, "Somebody else has changed the number since.")
                );
        }
    }

    private static async Task<ActionRefusal?> RefusalAsync(
        KubernetesClient client,
        ActionTarget target,
        int before,
        int after,
        CancellationToken cancellationToken
    )
    {
        if (before == after)
        {
            return new ActionRefusal("atBound", $"It has {before} replicas, and the bounds allow no others.");
        }

        var autoscalers = await client.ListAsync(
            KubernetesResources.HorizontalPodAutoscalers,
            target.Namespace,
            Selection.All,
            cancellationToken
        );
        var autoscaler = autoscalers.Items.FirstOrDefault(item =>
            item.Spec.ScaleTargetRef == new ScaleTarget(target.Kind, target.Name)
        );
        return autoscaler is null
            ? null
            : new ActionRefusal(
                "autoscaled",
                $"The HorizontalPodAutoscaler {autoscaler.Metadata.Name} decides the number; change its bounds instead."
            );
    }

    private static Task<ActionResult> ApplyAsync(
        KubernetesClient client,
        ActionPlan plan,
        Func<Workload, PatchDecision> decide,
        CancellationToken cancellationToken
    )
    {
        var target = plan.Target!;
        var kind = WorkloadKind.Of(target);
        return SinglePatch.ApplyAsync(
            () => kind.FindAsync(client, target.Namespace, target.Name, cancellationToken),
            target.Uid,
            decide,
            patch => kind.PatchAsync(client, target.Namespace, target.Name, patch, isDryRun: false, cancellationToken)
        );
    }

    /// <summary>The object itself and not its subresource, so that number and mark are written at once.</summary>
    private static KubernetesPatch Patch(object metadata, int replicas) =>
        KubernetesPatch.Merge(new { metadata, spec = new { replicas } });

    private static Snapshot Numbers(ActionPlan plan) => plan.Before!.Value.Deserialize<Snapshot>()!;

    private sealed record Snapshot(int Before, int After);

    private sealed record Settings(int? Replicas, int? By, int Least, int Most, TimeSpan Deadline)
    {
        public static Settings Read(ActionParameters parameters)
        {
            var settings = new Settings(
                parameters.Number("replicas", 0, MostReplicas),
                parameters.Number("by", -MostReplicas, MostReplicas),
                parameters.Number("min", 0, MostReplicas) ?? 1,
                parameters.Number("max", 1, MostReplicas) ?? 10,
                parameters.Duration("deadline", DefaultDeadline)
            );
            parameters.Demand(
                settings.Replicas is null != settings.By is null,
                "Either 'replicas' or 'by' must be given, and not both."
            );
            parameters.Demand(settings.Least <= settings.Most, "The parameter 'min' must not be above 'max'.");
            return settings;
        }

        public int Wanted(int now) => Math.Clamp(Replicas ?? (now + By ?? now), Least, Most);
    }
}
