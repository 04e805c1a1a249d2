namespace Monolith.KubernetesApi;

/// <summary>How the pods of a workload behave. Applies to new pods, and to those that are not ready yet.</summary>
public sealed record PodBehaviour
{
    /// <summary>How long after its creation a pod is ready.</summary>
    public TimeSpan ReadyAfter { get; init; }

    /// <summary>How many of the new pods get ready at all; null for all of them. The rollout is stuck at this number.</summary>
    public int? AtMostReady { get; init; }

    /// <summary>Pods that never get ready.</summary>
    public static PodBehaviour NeverReady { get; } = new() { AtMostReady = 0 };
}
