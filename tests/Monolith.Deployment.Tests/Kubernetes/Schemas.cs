using System.Text.Json;
using System.Text.Json.Nodes;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>The schemas that Kubernetes and the Prometheus operator publish.</summary>
internal static class Schemas
{
    /// <summary>What the schemas refuse, and fields that they do not know.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(IEnumerable<Manifest> objects)
    {
        var all = new JsonArray([.. objects.Select(o => o.Json.DeepClone())]);
        var answer = await Tool.RunAsync("node", [Path.Combine(Tool.Folder, "validate.mjs")], all.ToJsonString());
        return JsonSerializer.Deserialize<string[]>(answer)!;
    }
}
