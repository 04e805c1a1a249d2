namespace Monolith.Healing.Kubernetes;

/// <summary>What the client asks of the API: the rules that a Role must have, and no more.</summary>
internal static class KubernetesPermissions
{
    /// <summary>Needed in every namespace that is healed.</summary>
    public static IReadOnlyList<KubernetesPermission> All { get; } =
    [
        new("apps", "deployments", "get", "list", "watch", "patch"),
        new("apps", "statefulsets", "get", "list", "watch", "patch"),
        new("apps", "daemonsets", "get", "list", "watch", "patch"),
        new("apps", "replicasets", "get", "list"),
        new("", "pods", "get", "list", "watch"),
        new("", "pods/eviction", "create"),
        new("", "services", "get", "patch"),
        new("discovery.k8s.io", "endpointslices", "list"),
        new("policy", "poddisruptionbudgets", "list"),
        new("autoscaling", "horizontalpodautoscalers", "list"),
    ];

    /// <summary>Only for policies that say <c>method: delete</c>, which passes over disruption budgets.</summary>
    public static KubernetesPermission DeletePods { get; } = new("", "pods", "delete");
}

/// <summary>One rule of a Role.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource with its subresource, such as <c>pods/eviction</c>.</param>
/// <param name="Verbs">What is done to it.</param>
internal sealed record KubernetesPermission(string Group, string Resource, params string[] Verbs);
