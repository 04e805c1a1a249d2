using System.Text.Json.Nodes;

namespace Monolith.KubernetesApi;

/// <summary>One request that the API server has seen.</summary>
/// <param name="Verb">As access rules name it: <c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>,
/// <c>patch</c> or <c>delete</c>.</param>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource with its subresource, such as <c>pods/eviction</c>.</param>
/// <param name="Namespace">The namespace; empty for none.</param>
/// <param name="Name">The object; empty for all.</param>
/// <param name="IsDryRun">Whether nothing was to be kept.</param>
/// <param name="FieldManager">Who says that it writes.</param>
/// <param name="MediaType">What kind of body it has.</param>
/// <param name="Body">The body, when it is JSON.</param>
public sealed record ApiCall(
    string Verb,
    string Group,
    string Resource,
    string Namespace,
    string Name,
    bool IsDryRun,
    string? FieldManager,
    string MediaType,
    JsonNode? Body
)
{
    /// <summary>The status of the answer; 0 when the connection was cut.</summary>
    public int Status { get; internal set; }

    /// <summary>Whether it was to change something.</summary>
    public bool IsWrite => !IsDryRun && Verb is "create" or "update" or "patch" or "delete";
}
