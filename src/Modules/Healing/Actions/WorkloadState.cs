namespace Monolith.Healing.Actions;

/// <summary>What guardrails must know of a target.</summary>
internal sealed record WorkloadState
{
    /// <summary>Set to <c>true</c> on an object, it keeps healing away from it.</summary>
    public const string SkipAnnotation = "selfheal.monolith/skip";

    /// <summary>Deployment, StatefulSet, DaemonSet or Service. For a pod this is the workload that owns it.</summary>
    public required string Kind { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What tells it from an earlier object of the same name.</summary>
    public required string Uid { get; init; }

    /// <summary>The version that was read.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How many replicas there should be; for a Service, endpoints.</summary>
    public int Desired { get; init; }

    /// <summary>How many of them are ready.</summary>
    public int Ready { get; init; }

    /// <summary>How many more its PodDisruptionBudgets allow to be taken away; null when there is none.</summary>
    public int? DisruptionsAllowed { get; init; }

    /// <summary>Whether another change is still being carried out.</summary>
    public bool IsRollingOut { get; init; }

    /// <summary>Whether <see cref="SkipAnnotation"/> keeps healing away.</summary>
    public bool IsSkipped { get; init; }
}
