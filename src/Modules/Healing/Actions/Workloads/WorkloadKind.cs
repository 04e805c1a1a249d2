using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;
using Monolith.Healing.Kubernetes.Watching;

namespace Monolith.Healing.Actions.Workloads;

/// <summary>A kind of workload: what can be done to all of them alike.</summary>
internal abstract class WorkloadKind
{
    private static readonly WorkloadKind[] All =
    [
        new WorkloadKind<Deployment>(KubernetesResources.Deployments),
        new WorkloadKind<StatefulSet>(KubernetesResources.StatefulSets),
        new WorkloadKind<DaemonSet>(KubernetesResources.DaemonSets),
    ];

    /// <summary>As Kubernetes names it.</summary>
    public abstract string Kind { get; }

    /// <summary>The kind of this name; null when it is none of ours.</summary>
    public static WorkloadKind? Find(string kind) => Array.Find(All, known => known.Kind == kind);

    /// <summary>The kind of a workload that was planned for.</summary>
    /// <exception cref="InvalidOperationException">It is none: the plan is not one of ours.</exception>
    public static WorkloadKind Of(WorkloadState target) =>
        Find(target.Kind) ?? throw new InvalidOperationException($"'{target.Kind}' is no kind of workload.");

    /// <summary>The path of a workload, for plans.</summary>
    public abstract string PathOf(string ns, string name);

    /// <summary>Reads a workload; null when there is none.</summary>
    public abstract Task<Workload?> FindAsync(
        KubernetesClient client,
        string ns,
        string name,
        CancellationToken cancellationToken
    );

    /// <summary>Patches a workload.</summary>
    public abstract Task PatchAsync(
        KubernetesClient client,
        string ns,
        string name,
        KubernetesPatch patch,
        bool isDryRun,
        CancellationToken cancellationToken
    );

    /// <summary>A workload each time that it changes; null when it is deleted.</summary>
    public abstract IAsyncEnumerable<Workload?> WatchAsync(
        KubernetesClient client,
        string ns,
        string name,
        CancellationToken cancellationToken
    );
}

/// <inheritdoc cref="WorkloadKind"/>
internal sealed class WorkloadKind<T>(KubernetesResource<T> resource) : WorkloadKind
    where T : Workload
{
    /// <inheritdoc/>
    public override string Kind => resource.Kind;

    /// <inheritdoc/>
    public override string PathOf(string ns, string name) => KubernetesRequest.PathOf([.. resource.In(ns), name]);

    /// <inheritdoc/>
    public override async Task<Workload?> FindAsync(
        KubernetesClient client,
        string ns,
        string name,
        CancellationToken cancellationToken
    ) => await client.FindAsync(resource, ns, name, cancellationToken);

    /// <inheritdoc/>
    public override Task PatchAsync(
        KubernetesClient client,
        string ns,
        string name,
        KubernetesPatch patch,
        bool isDryRun,
        CancellationToken cancellationToken
    ) => client.PatchAsync(resource, ns, name, patch, isDryRun, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<Workload?> WatchAsync(
        KubernetesClient client,
        string ns,
        string name,
        CancellationToken cancellationToken
    ) =>
        client
            .WatchAsync(resource, ns, Selection.Named(name), cancellationToken)
            .Select(change => change.Type == WatchEventType.Deleted ? null : (Workload)change.Item);
}
