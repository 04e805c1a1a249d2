using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Monolith.Healing.Actions.Workloads;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions;

/// <summary>
/// Replaces all pods of a Deployment, StatefulSet or DaemonSet, a few at a time, as <c>kubectl rollout restart</c> does: an
/// annotation of the template changes. The template is otherwise the same, so there is nothing to put back; on failure the
/// rollout is paused, or the template before the present one is brought back when the policy says so.
/// </summary>
internal sealed class RestartAction(KubernetesCluster cluster, IOptions<KubernetesOptions> options, TimeProvider clock)
    : ClusterAction(cluster)
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public override string Name => "restart";

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
        if (WorkloadKind.Find(request.Target.Kind) is not { } kind)
        {
            return ActionPlan.Refused(Reasons.WrongKind, $"A {request.Target.Kind} cannot be restarted.");
        }

        if (await kind.FindAsync(client, ns, name, cancellationToken) is not { } workload)
        {
            return ActionPlan.Refused(Reasons.NotFound, $"There is no {request.Target}.");
        }

        var state = await client.StateAsync(kind, workload, cancellationToken);
        if (Refusal(workload) is { } refusal)
        {
            return ActionPlan.Refused(refusal.Reason, refusal.Message, state);
        }

        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var before = await SnapshotAsync(client, workload, cancellationToken);
        if (settings.OnFailure == Settings.ReturnToPrevious && before.PreviousReplicaSet is null)
        {
            return ActionPlan.Refused(
                "noPreviousRevision",
                $"{request.Target} has no template before this one.",
                state
            );
        }

        var patch = Patch(request, workload, resourceVersion: null);
        await kind.PatchAsync(client, ns, name, patch, isDryRun: true, cancellationToken);
        return new ActionPlan
        {
            Target = state,
            Calls = [new PlannedCall("PATCH", kind.PathOf(ns, name), patch.Body, workload.Metadata.Uid)],
            Unavailable = Unavailable(workload),
            IsReversible = settings.OnFailure == Settings.ReturnToPrevious,
            Deadline = settings.Deadline,
            Before = JsonSerializer.SerializeToElement(before),
        };
    }

    /// <inheritdoc/>
    protected override Task<ActionResult> ExecuteAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    ) =>
        ApplyAsync(
            client,
            plan,
            workload =>
            {
                if (IsOurs(workload, request))
                {
                    return new PatchDecision(
                        ActionResult.Unchanged(Reasons.AlreadyApplied, "The template asks for the restart already.")
                    );
                }

                if (HealingAnnotations.IsLater(workload.TemplateAnnotation(HealingAnnotations.RestartedAt), request.At))
                {
                    return new PatchDecision(
                        ActionResult.Failed(Reasons.Superseded, "It was restarted later by somebody else.")
                    );
                }

                if (Refusal(workload) is { } refusal)
                {
                    return new PatchDecision(ActionResult.Failed(refusal.Reason, refusal.Message));
                }

                return new PatchDecision(
                    ActionResult.Changed("restarted", $"{request.Target} restarts."),
                    Patch(request, workload, workload.Metadata.ResourceVersion)
                );
            },
            cancellationToken
        );

    /// <inheritdoc/>
    protected override async Task<ActionProgress> ObserveAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var target = plan.Target!;
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
            : !IsOurs(now, request)
                ? ActionProgress.Failed(Reasons.Superseded, "Somebody else has changed the template since.")
            : Rollout.Progress(now);
    }

    /// <inheritdoc/>
    protected override async Task<ActionResult> RollBackAsync(
        KubernetesClient client,
        ActionRequest request,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var settings = Settings.Read(new ActionParameters(request.Parameters));
        var previous =
            settings.OnFailure == Settings.ReturnToPrevious
                ? await PreviousTemplateAsync(client, plan, cancellationToken)
                : null;
        return await ApplyAsync(client, plan, Decide, cancellationToken);

        PatchDecision Decide(Workload workload)
        {
            if (workload.Metadata.Annotations.GetValueOrDefault(HealingAnnotations.Undone) == request.OperationId)
            {
                return new PatchDecision(ActionResult.Unchanged(Reasons.AlreadyApplied, "It was rolled back already."));
            }

            if (!IsOurs(workload, request))
            {
                return new PatchDecision(
                    ActionResult.Unchanged(Reasons.Superseded, "The template is not the one of this restart.")
                );
            }

            if (previous is not null)
            {
                return new PatchDecision(
                    ActionResult.Changed(Reasons.RolledBack, "The template before this one is back."),
                    Undo(request, workload, new { template = previous })
                );
            }

            var isStuck = Rollout.Progress(workload).State != ProgressState.Complete;
            return isStuck && workload is Deployment && settings.OnFailure != Settings.LeaveAlone
                ? new PatchDecision(
                    ActionResult.Changed("paused", "The rollout is paused, so that no more pods are replaced."),
                    Undo(request, workload, new { paused = true })
                )
                : new PatchDecision(
                    ActionResult.Unchanged(Reasons.NothingToUndo, "A restart leaves the template as it was.")
                );
        }
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

    private static bool IsOurs(Workload workload, ActionRequest request) =>
        workload.TemplateAnnotation(HealingAnnotations.Operation) == request.OperationId;

    private static ActionRefusal? Refusal(Workload workload) =>
        workload switch
        {
            Deployment { Spec.Paused: true } => new ActionRefusal("paused", "Its owner has paused it."),
            StatefulSet { Spec.UpdateStrategy.Type: "OnDelete" }
            or DaemonSet { Spec.UpdateStrategy.Type: "OnDelete" } => new ActionRefusal(
                "onDelete",
                "Its pods are replaced only when somebody deletes them."
            ),
            { Desired: 0 } => new ActionRefusal("noReplicas", "It has no replicas."),
            _ when Rollout.IsGoingOn(workload) => new ActionRefusal(
                "rolloutInProgress",
                "Another change of it is still being rolled out."
            ),
            _ => null,
        };

    private static KubernetesPatch Patch(ActionRequest request, Workload workload, string? resourceVersion)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HealingAnnotations.RestartedAt] = HealingAnnotations.Moment(request.At),
            [HealingAnnotations.Operation] = request.OperationId,
        };
        return KubernetesPatch.Strategic(
            new
            {
                metadata = HealingMark.Precondition(workload, resourceVersion),
                spec = new { template = new { metadata = new { annotations } } },
            }
        );
    }

    private static KubernetesPatch Undo(ActionRequest request, Workload workload, object spec) =>
        KubernetesPatch.Strategic(new { metadata = HealingMark.Undone(request, workload), spec });

    private static int Unavailable(Workload workload) =>
        workload switch
        {
            Deployment { Spec.Strategy.Type: "Recreate" } d => d.Spec.Replicas,
            // A share is rounded down; without surge at least one must go.
            Deployment d => IntOrPercent.RoundedDown(
                d.Spec.Strategy.RollingUpdate?.MaxUnavailable,
                d.Spec.Replicas,
                d.Spec.Replicas / 4
            ),
            DaemonSet d => Math.Max(
                1,
                IntOrPercent.RoundedUp(d.Spec.UpdateStrategy.RollingUpdate?.MaxUnavailable, d.Desired, otherwise: 1)
            ),
            _ => 1,
        };

    private static async Task<Snapshot> SnapshotAsync(
        KubernetesClient client,
        Workload workload,
        CancellationToken cancellationToken
    )
    {
        var restartedAt = workload.TemplateAnnotation(HealingAnnotations.RestartedAt);
        if (workload is not Deployment)
        {
            return new Snapshot(Revision: 0, PreviousReplicaSet: null, restartedAt);
        }

        var sets = await client.ListAsync(
            KubernetesResources.ReplicaSets,
            workload.Metadata.Namespace,
            new Selection(workload.Selector.ToString()),
            cancellationToken
        );
        var own = sets
            .Items.Where(set => set.Metadata.Controller()?.Uid == workload.Metadata.Uid)
            .OrderByDescending(set => set.Revision())
            .ToArray();
        return new Snapshot(
            own.FirstOrDefault()?.Revision() ?? 0,
            own.ElementAtOrDefault(1)?.Metadata.Name,
            restartedAt
        );
    }

    /// <summary>The template of the ReplicaSet before, to be put in place of the present one as a whole.</summary>
    private static async Task<JsonObject?> PreviousTemplateAsync(
        KubernetesClient client,
        ActionPlan plan,
        CancellationToken cancellationToken
    )
    {
        var name = plan.Before!.Value.Deserialize<Snapshot>()!.PreviousReplicaSet!;
        var set = await client.FindAsync(
            KubernetesResources.ReplicaSets,
            plan.Target!.Namespace,
            name,
            cancellationToken
        );
        if (set is null)
        {
            return null; // it was cleaned away: then the rollout is paused like any other
        }

        var template = JsonObject.Create(set.Spec.Template)!;
        (template["metadata"]?["labels"] as JsonObject)?.Remove(ReplicaSet.TemplateHashLabel);
        template["$patch"] = "replace";
        return template;
    }

    private sealed record Snapshot(int Revision, string? PreviousReplicaSet, string? RestartedAt);

    private sealed record Settings(string OnFailure, TimeSpan Deadline)
    {
        public const string ReturnToPrevious = "previous";
        public const string LeaveAlone = "none";

        public static Settings Read(ActionParameters parameters) =>
            new(
                parameters.OneOf("onFailure", "pause", ReturnToPrevious, LeaveAlone),
                parameters.Duration("deadline", DefaultDeadline)
            );
    }
}
