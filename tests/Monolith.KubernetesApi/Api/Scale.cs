using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Api;

/// <summary>The subresource <c>scale</c>: the number of replicas in a form that all workloads share.</summary>
internal static class Scale
{
    public static JsonObject Of(JsonObject item) =>
        new()
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = item.Name(),
                ["namespace"] = item.Namespace(),
                ["uid"] = item.Uid(),
                ["resourceVersion"] = item.Text("metadata", "resourceVersion"),
                ["creationTimestamp"] = item.Text("metadata", "creationTimestamp"),
            },
            ["spec"] = new JsonObject { ["replicas"] = item.Int("spec", "replicas") ?? 0 },
            ["status"] = new JsonObject
            {
                ["replicas"] = item.Int("status", "replicas") ?? 0,
                ["selector"] = string.Join(
                    ',',
                    item.Texts("spec", "selector", "matchLabels").Select(pair => $"{pair.Key}={pair.Value}")
                ),
            },
        };

    /// <summary>Takes over what a caller has set.</summary>
    public static void Apply(JsonObject item, JsonObject scale)
    {
        item.Child("spec")["replicas"] = scale.Int("spec", "replicas") ?? 0;
        item.Child("metadata")["resourceVersion"] = scale.Text("metadata", "resourceVersion");
    }
}
