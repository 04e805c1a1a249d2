using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Monolith.Healing.Actions;

namespace Monolith.Healing.Runs;

/// <summary>Names a plan by what it would do.</summary>
internal static class PlanHash
{
    // Changes with every heartbeat of the object; the uid already says which object people agreed to.
    private const string ResourceVersion = "resourceVersion";

    /// <summary>The same for two plans that send the same requests.</summary>
    public static string Of(RunRequest request, ActionPlan plan)
    {
        var calls = plan.Calls.Select(call => call with { Body = Without(call.Body) });
        var json = JsonSerializer.Serialize(
            new
            {
                request.Policy.Action,
                request.Target,
                request.Parameters,
                Calls = calls,
            },
            HealingJson.Options
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
    }

    private static JsonElement? Without(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } json)
        {
            return body;
        }

        var node = JsonObject.Create(json)!;
        (node["metadata"] as JsonObject)?.Remove(ResourceVersion);
        return JsonSerializer.SerializeToElement(node);
    }
}
