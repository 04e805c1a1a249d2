using System.Text.Json.Nodes;
using Monolith.Platform.Documents;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>One Kubernetes object.</summary>
internal sealed record Manifest(JsonObject Json)
{
    public string ApiVersion => Text("apiVersion");

    public string Kind => Text("kind");

    public string Name => Text("metadata.name");

    public string Namespace => Text("metadata.namespace");

    /// <summary>A resource of Dapr, whose schemas are not published as Kubernetes' are.</summary>
    public bool IsOfDapr => ApiVersion.StartsWith("dapr.io/", StringComparison.Ordinal);

    /// <summary>Makes pods: a Deployment or a StatefulSet.</summary>
    public bool IsWorkload => Kind is "Deployment" or "StatefulSet";

    /// <summary>The labels of the pods that a workload makes.</summary>
    public IReadOnlyDictionary<string, string> PodLabels => Texts(Find("spec.template.metadata.labels"));

    /// <summary>Their annotations.</summary>
    public IReadOnlyDictionary<string, string> PodAnnotations => Texts(Find("spec.template.metadata.annotations"));

    /// <summary>The containers of a workload.</summary>
    public IReadOnlyList<JsonObject> Containers => Items("spec.template.spec.containers");

    /// <summary>The objects of a stream of YAML documents.</summary>
    public static IReadOnlyList<Manifest> Parse(string yaml) =>
        [.. YamlDocuments.Parse(yaml).Select(node => new Manifest(node.AsObject()))];

    /// <summary>The node at a path of names, or null.</summary>
    public JsonNode? Find(string path) => Find(Json, path);

    /// <summary>The text at a path; empty when there is none.</summary>
    public string Text(string path) => Find(path)?.ToString() ?? "";

    /// <summary>The objects of a list.</summary>
    public IReadOnlyList<JsonObject> Items(string path) => Items(Find(path));

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";

    /// <summary>The node at a path of names below another, or null.</summary>
    public static JsonNode? Find(JsonNode? node, string path)
    {
        foreach (var name in path.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>The objects of a list; none when there is no list.</summary>
    public static IReadOnlyList<JsonObject> Items(JsonNode? list) =>
        list is JsonArray items ? [.. items.OfType<JsonObject>()] : [];

    /// <summary>The texts of an object; none when there is no object.</summary>
    public static IReadOnlyDictionary<string, string> Texts(JsonNode? map) =>
        map is JsonObject texts
            ? texts.ToDictionary(t => t.Key, t => t.Value?.ToString() ?? "", StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The texts of a list; none when there is no list.</summary>
    public static IReadOnlyList<string> List(JsonNode? list) =>
        list is JsonArray items ? [.. items.Select(item => item!.ToString())] : [];
}
