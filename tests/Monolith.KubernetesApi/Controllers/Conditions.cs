using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Writes conditions into a status.</summary>
internal static class Conditions
{
    /// <summary>Sets a condition. Its time moves only when its status does.</summary>
    public static JsonObject Set(JsonObject item, string type, string status, DateTimeOffset now, string? reason = null)
    {
        var conditions = item.Child("status")["conditions"] as JsonArray;
        if (conditions is null)
        {
            item.Child("status")["conditions"] = conditions = [];
        }

        if (item.Condition(type) is not { } condition)
        {
            condition = new JsonObject { ["type"] = type };
            conditions.Add(condition);
        }

        if (condition.Text("status") != status)
        {
            condition["status"] = status;
            condition["lastTransitionTime"] = ObjectStore.Timestamp(now);
        }

        if (reason is not null)
        {
            condition["reason"] = reason;
        }

        return condition;
    }
}
