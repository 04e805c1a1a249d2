namespace Monolith.Healing.Kubernetes.Objects;

/// <summary>A kind of object and where it lives in the API.</summary>
/// <typeparam name="T">The fields of it that are used.</typeparam>
internal sealed record KubernetesResource<T>(string Group, string Version, string Plural, string Kind)
    where T : KubernetesObject
{
    /// <summary>The segments of its path in a namespace.</summary>
    public IEnumerable<string> In(string ns)
    {
        string[] root = Group.Length == 0 ? ["api", Version] : ["apis", Group, Version];
        return [.. root, "namespaces", KubernetesName.Namespace(ns), Plural];
    }
}

/// <summary>The kinds that are used.</summary>
internal static class KubernetesResources
{
    public static readonly KubernetesResource<Deployment> Deployments = new("apps", "v1", "deployments", "Deployment");
    public static readonly KubernetesResource<StatefulSet> StatefulSets = new(
        "apps",
        "v1",
        "statefulsets",
        "StatefulSet"
    );
    public static readonly KubernetesResource<DaemonSet> DaemonSets = new("apps", "v1", "daemonsets", "DaemonSet");
    public static readonly KubernetesResource<ReplicaSet> ReplicaSets = new("apps", "v1", "replicasets", "ReplicaSet");
    public static readonly KubernetesResource<Pod> Pods = new("", "v1", "pods", "Pod");
    public static readonly KubernetesResource<Service> Services = new("", "v1", "services", "Service");
    public static readonly KubernetesResource<EndpointSlice> EndpointSlices = new(
        "discovery.k8s.io",
        "v1",
        "endpointslices",
        "EndpointSlice"
    );
    public static readonly KubernetesResource<PodDisruptionBudget> PodDisruptionBudgets = new(
        "policy",
        "v1",
        "poddisruptionbudgets",
        "PodDisruptionBudget"
    );
    public static readonly KubernetesResource<HorizontalPodAutoscaler> HorizontalPodAutoscalers = new(
        "autoscaling",
        "v2",
        "horizontalpodautoscalers",
        "HorizontalPodAutoscaler"
    );
}
