using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Monolith.KubernetesApi.Objects;

/// <summary>Reads and writes members that may not be there. Objects stay JSON throughout, so that no field gets lost.</summary>
public static class JsonPaths
{
    /// <summary>The node at the end of the path; null when there is none.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>The text there.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The whole number there.</summary>
    public static int? Int(this JsonNode? node, params ReadOnlySpan<string> path) =>
        // Whether a value holds an int or a long depends on who has written it; as JSON they are the same.
        node.At(path)
            is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
            ? (int)double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;

    /// <summary>True when there is a <c>true</c>.</summary>
    public static bool IsTrue(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var isTrue) && isTrue;

    /// <summary>The objects of the list there.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The texts of the mapping there.</summary>
    public static Dictionary<string, string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonObject)?.ToDictionary(
            member => member.Key,
            member => member.Value.Text() ?? "",
            StringComparer.Ordinal
        )
        ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The object there; made when there is none.</summary>
    public static JsonObject Child(this JsonObject node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node[name] is not JsonObject child)
            {
                node[name] = child = [];
            }

            node = child;
        }

        return node;
    }

    /// <summary>A copy that has no parent.</summary>
    public static JsonObject Copy(this JsonObject node) => node.DeepClone().AsObject();

    /// <summary>A mapping of texts as JSON.</summary>
    public static JsonObject ToJson(this IEnumerable<KeyValuePair<string, string>> texts) =>
        new(texts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    internal static string Name(this JsonObject item) => item.Text("metadata", "name") ?? "";

    internal static string Namespace(this JsonObject item) => item.Text("metadata", "namespace") ?? "";

    internal static string Uid(this JsonObject item) => item.Text("metadata", "uid") ?? "";

    internal static bool IsDeleting(this JsonObject item) => item.At("metadata", "deletionTimestamp") is not null;

    /// <summary>The one owner that manages the object.</summary>
    internal static JsonObject? Controller(this JsonObject item) =>
        item.Objects("metadata", "ownerReferences").FirstOrDefault(owner => owner.IsTrue("controller"));

    internal static bool IsOwnedBy(this JsonObject item, JsonObject owner) =>
        item.Controller().Text("uid") == owner.Uid();

    /// <summary>The status of one condition: <c>True</c>, <c>False</c>, <c>Unknown</c>, or null when it is not there.</summary>
    internal static JsonObject? Condition(this JsonObject item, string type) =>
        item.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);

    internal static bool IsReady(this JsonObject pod) => pod.Condition("Ready").Text("status") == "True";
}
