using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Patches;

/// <summary>Which manager owns which fields: <c>metadata.managedFields</c>. A field is written as conflicts name it, such as
/// <c>.spec.template.spec.containers[name="app"].image</c>; the real server nests them, which no client of ours reads.</summary>
internal static class ManagedFields
{
    /// <summary>The leaves of an applied object and their values. What only identifies the object is no field.</summary>
    public static Dictionary<string, JsonNode?> Of(JsonObject wanted) =>
        Leaves(WithoutIdentity(wanted), "")
            .ToDictionary(leaf => leaf.Field, leaf => leaf.Value, StringComparer.Ordinal);

    public static Dictionary<string, HashSet<string>> Read(JsonObject item) =>
        item.Objects("metadata", "managedFields")
            .ToDictionary(
                entry => entry.Text("manager") ?? "",
                entry =>
                    (entry.At("fieldsV1") as JsonObject ?? [])
                        .Select(field => field.Key)
                        .ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal
            );

    public static void Write(JsonObject item, Dictionary<string, HashSet<string>> entries) =>
        item.Child("metadata")["managedFields"] = new JsonArray([
            .. entries
                .Where(entry => entry.Value.Count > 0)
                .Select(entry => new JsonObject
                {
                    ["manager"] = entry.Key,
                    ["operation"] = "Apply",
                    ["apiVersion"] = item.Text("apiVersion"),
                    ["fieldsType"] = "FieldsV1",
                    ["fieldsV1"] = new JsonObject(
                        entry
                            .Value.Order(StringComparer.Ordinal)
                            .Select(field => KeyValuePair.Create(field, (JsonNode?)new JsonObject()))
                    ),
                }),
        ]);

    public static JsonNode? Value(JsonObject item, string field) => Find(item, field)?.Value;

    public static void Remove(JsonObject item, string field)
    {
        if (Find(item, field) is { } leaf)
        {
            leaf.Parent.Remove(leaf.Name);
        }
    }

    /// <summary>The object without what says only which object it is.</summary>
    public static JsonObject WithoutIdentity(JsonObject wanted)
    {
        var copy = wanted.Copy();
        copy.Remove("apiVersion");
        copy.Remove("kind");
        var metadata = copy.Child("metadata");
        metadata.Remove("name");
        metadata.Remove("namespace");
        metadata.Remove("uid");
        metadata.Remove("managedFields");
        return copy;
    }

    private static Leaf? Find(JsonObject item, string field) =>
        Leaves(item, "").FirstOrDefault(leaf => leaf.Field == field);

    /// <summary>Every member that is a value or a list without keys.</summary>
    private static IEnumerable<Leaf> Leaves(JsonObject node, string path)
    {
        foreach (var (name, value) in node)
        {
            var field = $"{path}.{name}";
            var inside = value switch
            {
                JsonObject { Count: > 0 } inner => Leaves(inner, field),
                JsonArray list when ListKeys.Of(name, list) is { } key => list.OfType<JsonObject>()
                    .SelectMany(member => Leaves(member, $"{field}[{key}={member[key]?.ToJsonString()}]")),
                _ => [new Leaf(field, node, name)],
            };
            foreach (var leaf in inside)
            {
                yield return leaf;
            }
        }
    }

    private sealed record Leaf(string Field, JsonObject Parent, string Name)
    {
        public JsonNode? Value => Parent[Name];
    }
}
