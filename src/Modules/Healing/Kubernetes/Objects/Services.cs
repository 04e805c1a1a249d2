namespace Monolith.Healing.Kubernetes.Objects;

internal sealed record Service : KubernetesObject
{
    public ServiceSpec Spec { get; init; } = new();
}

internal sealed record ServiceSpec
{
    public string Type { get; init; } = "ClusterIP";

    public Dictionary<string, string> Selector { get; init; } = new(StringComparer.Ordinal);
}

internal sealed record EndpointSlice : KubernetesObject
{
    /// <summary>The label that names the Service whose endpoints these are.</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];
}

internal sealed record Endpoint
{
    public EndpointConditions Conditions { get; init; } = new(Ready: null);

    public TargetReference? TargetRef { get; init; }

    /// <summary>Whether it takes traffic. Nothing said counts as yes.</summary>
    public bool IsReady() => Conditions.Ready != false;
}

internal sealed record EndpointConditions(bool? Ready);

internal sealed record TargetReference(string? Kind, string? Name, string? Uid);
