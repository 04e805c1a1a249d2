using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Patches;

/// <summary>
/// Kubernetes' own patch: as a merge patch, but known lists are merged by their keys, and directives say what a merge
/// cannot: <c>$patch</c>, <c>$retainKeys</c>, <c>$deleteFromPrimitiveList/…</c>. Order (<c>$setElementOrder/…</c>) is kept as it is.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string Retain = "$retainKeys";
    private const string DeletePrimitive = "$deleteFromPrimitiveList/";
    private const string Order = "$setElementOrder/";

    public static void Apply(JsonObject target, JsonObject patch)
    {
        if (patch.Text(Directive) == "replace")
        {
            target.Clear();
        }

        if (patch[Retain] is JsonArray retained)
        {
            var kept = retained.Select(name => name.Text()).ToHashSet(StringComparer.Ordinal);
            foreach (var name in target.Select(member => member.Key).Where(name => !kept.Contains(name)).ToArray())
            {
                target.Remove(name);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeletePrimitive, StringComparison.Ordinal))
            {
                RemoveValues(target[name[DeletePrimitive.Length..]] as JsonArray, (JsonArray)value!);
            }
            else if (name is not (Directive or Retain) && !name.StartsWith(Order, StringComparison.Ordinal))
            {
                ApplyMember(target, name, value);
            }
        }
    }

    private static void ApplyMember(JsonObject target, string name, JsonNode? value)
    {
        switch (value)
        {
            case null:
            case JsonObject gone when gone.Text(Directive) == "delete":
                target.Remove(name);
                break;
            case JsonObject inner:
                Apply(target.Child(name), inner);
                break;
            case JsonArray list when target[name] is JsonArray members && IsMerged(name, list):
                ApplyList(members, list, ListKeys.Of(name, list));
                break;
            case JsonArray list:
                target[name] = new JsonArray([.. list.Where(IsContent).Select(Content)]);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static bool IsMerged(string name, JsonArray list) =>
        !list.OfType<JsonObject>().Any(member => member.Text(Directive) == "replace")
        && (name == "finalizers" || ListKeys.Of(name, list) is not null);

    private static void ApplyList(JsonArray members, JsonArray list, string? key)
    {
        foreach (var value in list)
        {
            if (key is null)
            {
                if (!members.Any(member => JsonNode.DeepEquals(member, value)))
                {
                    members.Add(value?.DeepClone());
                }
            }
            else if (value is JsonObject patch)
            {
                ApplyKeyed(members, patch, key);
            }
        }
    }

    private static void ApplyKeyed(JsonArray members, JsonObject patch, string key)
    {
        var member = ListKeys.Find(members, key, patch[key]);
        if (patch.Text(Directive) == "delete")
        {
            members.Remove(member);
        }
        else if (member is not null)
        {
            Apply(member, patch);
        }
        else
        {
            members.Add(Content(patch));
        }
    }

    /// <summary>A member that is nothing but a directive is no member.</summary>
    private static bool IsContent(JsonNode? value) => value.Text(Directive) is null;

    /// <summary>A new value: what a patch leaves of nothing.</summary>
    private static JsonNode? Content(JsonNode? value)
    {
        if (value is not JsonObject patch)
        {
            return value?.DeepClone();
        }

        var content = new JsonObject();
        Apply(content, patch);
        return content;
    }

    private static void RemoveValues(JsonArray? members, JsonArray values)
    {
        foreach (var value in values)
        {
            members?.Remove(members.FirstOrDefault(member => JsonNode.DeepEquals(member, value)));
        }
    }
}
