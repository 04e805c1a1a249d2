namespace Monolith.KubernetesApi.Objects;

/// <summary>A kind of object and where it lives in the API.</summary>
internal sealed record ResourceType(
    string Group,
    string Version,
    string Plural,
    string Kind,
    params string[] Subresources
)
{
    public static readonly ResourceType Namespace = new("", "v1", "namespaces", "Namespace") { IsNamespaced = false };
    public static readonly ResourceType Node = new("", "v1", "nodes", "Node") { IsNamespaced = false };
    public static readonly ResourceType Pod = new("", "v1", "pods", "Pod", "status", "eviction");
    public static readonly ResourceType Service = new("", "v1", "services", "Service", "status");
    public static readonly ResourceType ConfigMap = new("", "v1", "configmaps", "ConfigMap");
    public static readonly ResourceType Event = new("", "v1", "events", "Event");
    public static readonly ResourceType Deployment = new("apps", "v1", "deployments", "Deployment", "status", "scale");
    public static readonly ResourceType ReplicaSet = new("apps", "v1", "replicasets", "ReplicaSet", "status", "scale");
    public static readonly ResourceType StatefulSet = new(
        "apps",
        "v1",
        "statefulsets",
        "StatefulSet",
        "status",
        "scale"
    );
    public static readonly ResourceType DaemonSet = new("apps", "v1", "daemonsets", "DaemonSet", "status");
    public static readonly ResourceType ControllerRevision = new(
        "apps",
        "v1",
        "controllerrevisions",
        "ControllerRevision"
    );
    public static readonly ResourceType DisruptionBudget = new(
        "policy",
        "v1",
        "poddisruptionbudgets",
        "PodDisruptionBudget",
        "status"
    );
    public static readonly ResourceType EndpointSlice = new(
        "discovery.k8s.io",
        "v1",
        "endpointslices",
        "EndpointSlice"
    );
    public static readonly ResourceType Lease = new("coordination.k8s.io", "v1", "leases", "Lease");
    public static readonly ResourceType Autoscaler = new(
        "autoscaling",
        "v2",
        "horizontalpodautoscalers",
        "HorizontalPodAutoscaler",
        "status"
    );

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Namespace,
        Node,
        Pod,
        Service,
        ConfigMap,
        Event,
        Deployment,
        ReplicaSet,
        StatefulSet,
        DaemonSet,
        ControllerRevision,
        DisruptionBudget,
        EndpointSlice,
        Lease,
        Autoscaler,
    ];

    /// <summary>Whether objects of the kind live in a namespace.</summary>
    public bool IsNamespaced { get; private init; } = true;

    /// <summary>Whether <c>metadata.generation</c> counts the changes of the spec.</summary>
    public bool HasGeneration => Group is "apps" or "policy";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>How errors name it, such as <c>deployments.apps</c>.</summary>
    public string Qualified => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public static ResourceType? Find(string group, string version, string plural) =>
        All.FirstOrDefault(type => (type.Group, type.Version, type.Plural) == (group, version, plural));

    /// <exception cref="ArgumentException">The kind is not known here.</exception>
    public static ResourceType OfKind(string? kind) =>
        All.FirstOrDefault(type => type.Kind == kind)
        ?? throw new ArgumentException($"'{kind}' is no kind that is known here.", nameof(kind));

    public override string ToString() => Qualified;
}
