using System.Text.Json.Nodes;

namespace Monolith.KubernetesApi.Patches;

/// <summary>JSON merge patch, RFC 7396: lists are replaced as a whole.</summary>
internal static class MergePatch
{
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    if (target[name] is not JsonObject child)
                    {
                        target[name] = child = [];
                    }

                    Apply(child, inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
