using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Api;

/// <summary>The rules of the API's own validation that a client can run into.</summary>
internal static class Validation
{
    /// <exception cref="ApiException">A rule is broken.</exception>
    public static void Check(ResourceType type, JsonObject? before, JsonObject item)
    {
        if (item.Int("spec", "replicas") is < 0 and var replicas)
        {
            throw Invalid("spec.replicas", $"Invalid value: {replicas}: must be greater than or equal to 0");
        }

        if (before is null)
        {
            return;
        }

        if (item.Uid() != before.Uid())
        {
            throw Invalid("metadata.uid", $"Invalid value: \"{item.Uid()}\": field is immutable");
        }

        if (type.Group == "apps" && !JsonNode.DeepEquals(item.At("spec", "selector"), before.At("spec", "selector")))
        {
            throw Invalid("spec.selector", "field is immutable");
        }

        ApiException Invalid(string field, string why) => ApiException.Invalid(type, item.Name(), field, why);
    }
}
