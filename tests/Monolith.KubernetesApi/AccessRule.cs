namespace Monolith.KubernetesApi;

/// <summary>What the bearer of the token may do, as a rule of a Role has it.</summary>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource with its subresource, such as <c>pods/eviction</c>.</param>
/// <param name="Verbs">The verbs.</param>
public sealed record AccessRule(string Group, string Resource, params string[] Verbs);
