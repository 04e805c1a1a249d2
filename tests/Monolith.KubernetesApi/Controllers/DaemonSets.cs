using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Keeps a pod on each node.</summary>
internal sealed class DaemonSets(
    ObjectStore store,
    Availability availability,
    PodFactory pods,
    IReadOnlyList<string> nodes
) : IController
{
    public void Reconcile()
    {
        foreach (var set in store.List(ResourceType.DaemonSet))
        {
            Reconcile(set);
        }
    }

    private void Reconcile(JsonObject set)
    {
        var update = Revisions.Current(store, set);
        foreach (var node in nodes.Except(pods.Of(set).Select(Node), StringComparer.Ordinal))
        {
            pods.Make(
                set,
                set.At("spec", "template"),
                pods.NewName(set),
                node,
                [KeyValuePair.Create(Revisions.Label, update)]
            );
        }

        var members = pods.Of(set);
        var available = availability.Count(members, set);
        Report(set, members, available, update);
        if (set.Text("spec", "updateStrategy", "type") != "OnDelete")
        {
            ReplaceNext(set, members, available, update);
        }
    }

    /// <summary>Deletes pods of an old template: those that serve nobody, and of the others as many as may be missing.</summary>
    private void ReplaceNext(JsonObject set, IReadOnlyList<JsonObject> members, int available, string update)
    {
        var most = Numbers.RoundedUp(set.At("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), nodes.Count);
        var missing = nodes.Count - available;
        foreach (var pod in members.Where(pod => Revisions.Of(pod) != update).OrderBy(pod => pod.IsReady()))
        {
            if (pod.IsReady() && missing++ >= most)
            {
                return;
            }

            pods.Delete(pod);
        }
    }

    private void Report(JsonObject set, IReadOnlyList<JsonObject> members, int available, string update) =>
        store.Change(
            ResourceType.DaemonSet,
            set,
            item =>
            {
                var status = item.Child("status");
                status["observedGeneration"] = item.Int("metadata", "generation");
                status["desiredNumberScheduled"] = nodes.Count;
                status["currentNumberScheduled"] = members.Count;
                status["numberMisscheduled"] = 0;
                status["updatedNumberScheduled"] = members.Count(pod => Revisions.Of(pod) == update);
                status["numberReady"] = members.Count(pod => pod.IsReady());
                status["numberAvailable"] = available;
                status["numberUnavailable"] = nodes.Count - available;
            }
        );

    private static string Node(JsonObject pod) => pod.Text("spec", "nodeName") ?? "";
}
