using System.Text.Json;

namespace Monolith.Healing.Kubernetes.Objects;

/// <summary>A Deployment, StatefulSet or DaemonSet: something that keeps pods running and replaces them.</summary>
internal abstract record Workload : KubernetesObject
{
    /// <summary>The template, whole.</summary>
    public abstract JsonElement Template { get; }

    public abstract LabelSelector Selector { get; }

    public abstract int MinReadySeconds { get; }

    /// <summary>How many pods there should be.</summary>
    public abstract int Desired { get; }

    /// <summary>How many of them are ready.</summary>
    public abstract int Ready { get; }

    /// <summary>An annotation of the template; null when it is not there.</summary>
    public string? TemplateAnnotation(string name) =>
        Template.ValueKind == JsonValueKind.Object
        && Template.TryGetProperty("metadata", out var metadata)
        && metadata.TryGetProperty("annotations", out var annotations)
        && annotations.TryGetProperty(name, out var value)
            ? value.GetString()
            : null;
}

internal sealed record Deployment : Workload
{
    public DeploymentSpec Spec { get; init; } = new();

    public DeploymentStatus Status { get; init; } = new();

    public override int Desired => Spec.Replicas;

    public override int Ready => Status.ReadyReplicas;

    public override JsonElement Template => Spec.Template;

    public override LabelSelector Selector => Spec.Selector;

    public override int MinReadySeconds => Spec.MinReadySeconds;
}

internal sealed record DeploymentSpec
{
    public int Replicas { get; init; } = 1;

    public bool Paused { get; init; }

    public int MinReadySeconds { get; init; }

    public LabelSelector Selector { get; init; } = new();

    public UpdateStrategy Strategy { get; init; } = new();

    public JsonElement Template { get; init; }
}

internal sealed record DeploymentStatus
{
    public long ObservedGeneration { get; init; }

    public int Replicas { get; init; }

    public int UpdatedReplicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int AvailableReplicas { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}

internal sealed record StatefulSet : Workload
{
    public StatefulSetSpec Spec { get; init; } = new();

    public StatefulSetStatus Status { get; init; } = new();

    public override int Desired => Spec.Replicas;

    public override int Ready => Status.ReadyReplicas;

    public override JsonElement Template => Spec.Template;

    public override LabelSelector Selector => Spec.Selector;

    public override int MinReadySeconds => Spec.MinReadySeconds;
}

internal sealed record StatefulSetSpec
{
    public int Replicas { get; init; } = 1;

    public int MinReadySeconds { get; init; }

    public LabelSelector Selector { get; init; } = new();

    public UpdateStrategy UpdateStrategy { get; init; } = new();

    public JsonElement Template { get; init; }
}

internal sealed record StatefulSetStatus
{
    public long ObservedGeneration { get; init; }

    public int Replicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int UpdatedReplicas { get; init; }

    public string CurrentRevision { get; init; } = "";

    public string UpdateRevision { get; init; } = "";
}

internal sealed record DaemonSet : Workload
{
    public DaemonSetSpec Spec { get; init; } = new();

    public DaemonSetStatus Status { get; init; } = new();

    public override int Desired => Status.DesiredNumberScheduled;

    public override int Ready => Status.NumberReady;

    public override JsonElement Template => Spec.Template;

    public override LabelSelector Selector => Spec.Selector;

    public override int MinReadySeconds => Spec.MinReadySeconds;
}

internal sealed record DaemonSetSpec
{
    public int MinReadySeconds { get; init; }

    public LabelSelector Selector { get; init; } = new();

    public UpdateStrategy UpdateStrategy { get; init; } = new();

    public JsonElement Template { get; init; }
}

internal sealed record DaemonSetStatus
{
    public long ObservedGeneration { get; init; }

    public int DesiredNumberScheduled { get; init; }

    public int UpdatedNumberScheduled { get; init; }

    public int NumberReady { get; init; }

    public int NumberAvailable { get; init; }
}

internal sealed record ReplicaSet : KubernetesObject
{
    /// <summary>The annotation in which a Deployment counts its templates.</summary>
    public const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>The label by which a Deployment tells the pods of its templates apart.</summary>
    public const string TemplateHashLabel = "pod-template-hash";

    public ReplicaSetSpec Spec { get; init; } = new();

    /// <summary>The number of its template; 0 when it has none.</summary>
    public int Revision() =>
        int.TryParse(Metadata.Annotations.GetValueOrDefault(RevisionAnnotation), out var r) ? r : 0;
}

internal sealed record ReplicaSetSpec
{
    public int Replicas { get; init; } = 1;

    public JsonElement Template { get; init; }
}

internal sealed record UpdateStrategy
{
    public string Type { get; init; } = "RollingUpdate";

    public RollingUpdate? RollingUpdate { get; init; }
}

internal sealed record RollingUpdate(JsonElement? MaxUnavailable, JsonElement? MaxSurge, int? Partition);
