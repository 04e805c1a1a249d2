using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Api;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>PodDisruptionBudgets: how many pods may go, and evictions, which ask first.</summary>
internal sealed class Disruptions(ObjectStore store) : IController
{
    public void Reconcile()
    {
        foreach (var budget in store.List(ResourceType.DisruptionBudget))
        {
            Reconcile(budget);
        }
    }

    /// <summary>Deletes a pod if its budget allows that. A pod that is not ready serves nobody: it may go as long as the
    /// others are enough (<c>IfHealthyBudget</c>), or always when the budget says <c>AlwaysAllow</c>.</summary>
    /// <exception cref="ApiException">429: the budget does not allow it now. 500: there are several.</exception>
    public void Evict(JsonObject pod, bool isDryRun)
    {
        var budgets = store
            .List(ResourceType.DisruptionBudget, pod.Namespace())
            .Where(budget => Selects(budget, pod))
            .ToArray();
        if (budgets.Length > 1)
        {
            throw ApiException.Internal(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
            );
        }

        if (budgets is [var one] && !IsAllowed(one, pod))
        {
            throw ApiException.DisruptionBudget(
                ResourceType.Pod,
                pod.Name(),
                one.Name(),
                one.Int("status", "desiredHealthy") ?? 0,
                one.Int("status", "currentHealthy") ?? 0
            );
        }

        if (!isDryRun)
        {
            store.Remove(ResourceType.Pod, pod);
        }
    }

    private static bool IsAllowed(JsonObject budget, JsonObject pod)
    {
        var allowed = budget.Int("status", "disruptionsAllowed") ?? 0;
        if (pod.IsReady())
        {
            return allowed > 0;
        }

        var (healthy, needed) = (
            budget.Int("status", "currentHealthy") ?? 0,
            budget.Int("status", "desiredHealthy") ?? 0
        );
        return budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow"
            || allowed > 0
            || (needed > 0 && healthy >= needed);
    }

    private void Reconcile(JsonObject budget)
    {
        var members = store.List(ResourceType.Pod, budget.Namespace()).Where(pod => Selects(budget, pod)).ToArray();
        var expected = members
            .Select(pod => pod.Controller())
            .OfType<JsonObject>()
            .DistinctBy(owner => owner.Text("uid"), StringComparer.Ordinal)
            .Sum(owner => Expected(budget.Namespace(), owner));
        var needed = budget.At("spec", "maxUnavailable") is { } unavailable
            ? Math.Max(0, expected - Numbers.RoundedUp(unavailable, expected))
            : Numbers.RoundedUp(budget.At("spec", "minAvailable"), expected);
        var healthy = members.Count(pod => pod.IsReady());
        store.Change(
            ResourceType.DisruptionBudget,
            budget,
            item =>
            {
                var status = item.Child("status");
                status["observedGeneration"] = item.Int("metadata", "generation");
                status["expectedPods"] = expected;
                status["desiredHealthy"] = needed;
                status["currentHealthy"] = healthy;
                status["disruptionsAllowed"] = Math.Max(0, healthy - needed);
            }
        );
    }

    private int Expected(string ns, JsonObject owner) =>
        store.Find(ResourceType.OfKind(owner.Text("kind")), ns, owner.Text("name") ?? "") is { } workload
            ? workload.Int("spec", "replicas") ?? workload.Int("status", "desiredNumberScheduled") ?? 0
            : 0;

    private static bool Selects(JsonObject budget, JsonObject pod) =>
        Selectors.Matches(budget.At("spec", "selector"), pod.Texts("metadata", "labels"));
}
