namespace Monolith.Healing.Kubernetes.Objects;

internal sealed record Pod : KubernetesObject
{
    /// <summary>The annotation of pods that a node runs by itself; the object at the API is only their mirror.</summary>
    public const string MirrorAnnotation = "kubernetes.io/config.mirror";

    public PodStatus Status { get; init; } = new();

    /// <summary>Whether it serves.</summary>
    public bool IsReady() => ReadySince() is not null;

    /// <summary>Since when all conditions that say that it serves are met; null when they are not.</summary>
    public DateTimeOffset? ReadySince() =>
        Metadata.DeletionTimestamp is null && Since("Ready") is { } ready && Since("ContainersReady") is { } containers
            ? (ready > containers ? ready : containers)
            : null;

    /// <summary>How often its containers were started again.</summary>
    public int Restarts() => Status.ContainerStatuses.Sum(container => container.RestartCount);

    private DateTimeOffset? Since(string condition) =>
        Status.Conditions.FirstOrDefault(c => c.Type == condition && c.Status == "True") is { } met
            ? met.LastTransitionTime ?? DateTimeOffset.MinValue
            : null;
}

internal sealed record PodStatus
{
    public string? Phase { get; init; }

    public string? PodIP { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; init; } = [];
}

internal sealed record ContainerStatus(int RestartCount);

internal sealed record PodDisruptionBudget : KubernetesObject
{
    public PodDisruptionBudgetSpec Spec { get; init; } = new();

    public PodDisruptionBudgetStatus Status { get; init; } = new();
}

internal sealed record PodDisruptionBudgetSpec
{
    public LabelSelector Selector { get; init; } = new();
}

internal sealed record PodDisruptionBudgetStatus
{
    public int DisruptionsAllowed { get; init; }
}

internal sealed record HorizontalPodAutoscaler : KubernetesObject
{
    public HorizontalPodAutoscalerSpec Spec { get; init; } = new();
}

internal sealed record HorizontalPodAutoscalerSpec
{
    public ScaleTarget ScaleTargetRef { get; init; } = new("", "");
}

internal sealed record ScaleTarget(string Kind, string Name);
