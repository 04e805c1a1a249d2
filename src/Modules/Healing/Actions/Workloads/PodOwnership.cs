using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;

namespace Monolith.Healing.Actions.Workloads;

/// <summary>Finds the pod that is meant and the workload that would replace it.</summary>
internal static class PodOwnership
{
    /// <summary>The pod of a target: itself, or the one of a workload that is worst off.</summary>
    public static async Task<OwnedPod> FindAsync(
        KubernetesClient client,
        ActionTarget target,
        CancellationToken cancellationToken
    )
    {
        if (target.Kind == "Pod")
        {
            var pod = await client.FindAsync(
                KubernetesResources.Pods,
                target.Namespace,
                target.Name,
                cancellationToken
            );
            return pod is null
                ? OwnedPod.Refused(Reasons.NotFound, $"There is no {target}.")
                : await FindOwnerAsync(client, pod, cancellationToken);
        }

        if (WorkloadKind.Find(target.Kind) is not { } kind)
        {
            return OwnedPod.Refused(Reasons.WrongKind, $"A {target.Kind} has no pods.");
        }

        var workload = await kind.FindAsync(client, target.Namespace, target.Name, cancellationToken);
        if (workload is null)
        {
            return OwnedPod.Refused(Reasons.NotFound, $"There is no {target}.");
        }

        var pods = await ListAsync(client, workload, cancellationToken);
        foreach (var pod in pods.OrderBy(p => p.IsReady()).ThenByDescending(p => p.Restarts()).ThenBy(Age))
        {
            var found = await FindOwnerAsync(client, pod, cancellationToken);
            if (found.Workload?.Metadata.Uid == workload.Metadata.Uid)
            {
                return found;
            }
        }

        return OwnedPod.Refused("noPods", $"{target} has no pods.");
    }

    /// <summary>The pods that the same owner has made, the pod itself included.</summary>
    public static async Task<IReadOnlyList<Pod>> SiblingsAsync(
        KubernetesClient client,
        Pod pod,
        Workload workload,
        CancellationToken cancellationToken
    )
    {
        var owner = pod.Metadata.Controller()!.Uid;
        var pods = await ListAsync(client, workload, cancellationToken);
        return [.. pods.Where(member => member.Metadata.Controller()?.Uid == owner)];
    }

    private static async Task<IReadOnlyList<Pod>> ListAsync(
        KubernetesClient client,
        Workload workload,
        CancellationToken cancellationToken
    )
    {
        var selection = new Selection(workload.Selector.ToString());
        var pods = await client.ListAsync(
            KubernetesResources.Pods,
            workload.Metadata.Namespace,
            selection,
            cancellationToken
        );
        return [.. pods.Items.Where(pod => pod.Metadata.DeletionTimestamp is null)];
    }

    private static async Task<OwnedPod> FindOwnerAsync(
        KubernetesClient client,
        Pod pod,
        CancellationToken cancellationToken
    )
    {
        if (pod.Metadata.Annotations.ContainsKey(Pod.MirrorAnnotation))
        {
            return OwnedPod.Refused("staticPod", "Its node runs the pod by itself; the API cannot replace it.");
        }

        var ns = pod.Metadata.Namespace;
        var owner = pod.Metadata.Controller();
        if (owner?.Kind == "ReplicaSet")
        {
            var set = await client.FindAsync(KubernetesResources.ReplicaSets, ns, owner.Name, cancellationToken);
            owner = set?.Metadata.Controller();
        }

        var kind = owner is null ? null : WorkloadKind.Find(owner.Kind);
        var workload = kind is null ? null : await kind.FindAsync(client, ns, owner!.Name, cancellationToken);
        return workload is null
            ? OwnedPod.Refused("unowned", "No Deployment, StatefulSet or DaemonSet would replace the pod.")
            : new OwnedPod(pod, kind, workload, Refusal: null);
    }

    private static DateTimeOffset Age(Pod pod) => pod.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue;
}

/// <summary>A pod and the workload that would replace it, or why there is none.</summary>
internal sealed record OwnedPod(Pod? Pod, WorkloadKind? Kind, Workload? Workload, ActionPlan? Refusal)
{
    public static OwnedPod Refused(string reason, string message) =>
        new(Pod: null, Kind: null, Workload: null, ActionPlan.Refused(reason, message));
}
