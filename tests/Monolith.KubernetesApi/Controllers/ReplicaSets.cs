using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Keeps as many pods as a ReplicaSet asks for.</summary>
internal sealed class ReplicaSets(ObjectStore store, Availability availability, PodFactory pods) : IController
{
    public void Reconcile()
    {
        foreach (var set in store.List(ResourceType.ReplicaSet))
        {
            Reconcile(set);
        }
    }

    private void Reconcile(JsonObject set)
    {
        var wanted = set.Int("spec", "replicas") ?? 1;
        var running = pods.Of(set);
        for (var count = running.Count; count < wanted; count++)
        {
            pods.Make(set, set.At("spec", "template"), pods.NewName(set));
        }

        // Those that serve nobody go first, then the youngest.
        foreach (var pod in running.Reverse().OrderBy(pod => pod.IsReady()).Take(running.Count - wanted))
        {
            pods.Delete(pod);
        }

        var members = pods.Of(set);
        store.Change(
            ResourceType.ReplicaSet,
            set,
            item =>
            {
                var status = item.Child("status");
                status["replicas"] = members.Count;
                status["fullyLabeledReplicas"] = members.Count;
                status["readyReplicas"] = members.Count(pod => pod.IsReady());
                status["availableReplicas"] = availability.Count(members, set);
                status["observedGeneration"] = item.Int("metadata", "generation");
            }
        );
    }
}
