using System.Text.Json.Nodes;

namespace Monolith.KubernetesApi.Objects;

/// <summary>What the API server fills in where a manifest says nothing.</summary>
internal static class Defaults
{
    public static void Fill(ResourceType type, JsonObject item)
    {
        if (type == ResourceType.Deployment)
        {
            FillDeployment(item.Child("spec"));
        }
        else if (type == ResourceType.StatefulSet)
        {
            FillStatefulSet(item.Child("spec"));
        }
        else if (type == ResourceType.DaemonSet)
        {
            FillDaemonSet(item.Child("spec"));
        }
        else if (type == ResourceType.ReplicaSet)
        {
            item.Child("spec").TryAdd("replicas", 1);
        }
    }

    private static void FillDeployment(JsonObject spec)
    {
        spec.TryAdd("replicas", 1);
        spec.TryAdd("revisionHistoryLimit", 10);
        spec.TryAdd("progressDeadlineSeconds", 600);
        var strategy = spec.Child("strategy");
        strategy.TryAdd("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Child("rollingUpdate").TryAdd("maxUnavailable", "25%");
            strategy.Child("rollingUpdate").TryAdd("maxSurge", "25%");
        }
    }

    private static void FillStatefulSet(JsonObject spec)
    {
        spec.TryAdd("replicas", 1);
        spec.TryAdd("revisionHistoryLimit", 10);
        spec.TryAdd("podManagementPolicy", "OrderedReady");
        var strategy = spec.Child("updateStrategy");
        strategy.TryAdd("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Child("rollingUpdate").TryAdd("partition", 0);
        }
    }

    private static void FillDaemonSet(JsonObject spec)
    {
        spec.TryAdd("revisionHistoryLimit", 10);
        var strategy = spec.Child("updateStrategy");
        strategy.TryAdd("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Child("rollingUpdate").TryAdd("maxUnavailable", 1);
            strategy.Child("rollingUpdate").TryAdd("maxSurge", 0);
        }
    }
}
