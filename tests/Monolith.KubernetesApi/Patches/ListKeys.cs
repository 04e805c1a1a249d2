using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Patches;

/// <summary>Which lists of the API's objects are merged member by member, and what tells the members apart.</summary>
internal static class ListKeys
{
    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["env"] = ["name"],
        ["volumes"] = ["name"],
        ["imagePullSecrets"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["hostAliases"] = ["ip"],
        ["topologySpreadConstraints"] = ["topologyKey"],
        ["conditions"] = ["type"],
        ["ownerReferences"] = ["uid"],
        // Containers have containerPort, services port: a member's own name says which.
        ["ports"] = ["containerPort", "port"],
    };

    /// <summary>The name of the member that tells the members of a list apart; null when the list is one value.</summary>
    public static string? Of(string list, JsonArray members) =>
        Keys.GetValueOrDefault(list)?.FirstOrDefault(key => members.OfType<JsonObject>().Any(m => m.ContainsKey(key)));

    public static JsonObject? Find(JsonArray list, string key, JsonNode? value) =>
        list.OfType<JsonObject>().FirstOrDefault(member => JsonNode.DeepEquals(member.At(key), value));
}
