using System.Globalization;
using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Keeps numbered pods: made from the lowest number on, replaced from the highest down, one at a time.</summary>
internal sealed class StatefulSets(ObjectStore store, Availability availability, PodFactory pods) : IController
{
    public void Reconcile()
    {
        foreach (var set in store.List(ResourceType.StatefulSet))
        {
            Reconcile(set);
        }
    }

    private void Reconcile(JsonObject set)
    {
        var update = Revisions.Current(store, set);
        var current = set.Text("status", "currentRevision") ?? update;
        var wanted = set.Int("spec", "replicas") ?? 1;
        if (!Advance(set, current, update, wanted) && IsRolling(set))
        {
            ReplaceNext(set, update, wanted);
        }

        Report(set, current, update, wanted);
    }

    /// <summary>Makes or removes one pod, or all at once when the set says so. False when there is nothing to do.</summary>
    private bool Advance(JsonObject set, string current, string update, int wanted)
    {
        var members = ByOrdinal(set);
        var isOrdered = set.Text("spec", "podManagementPolicy") != "Parallel";
        var isBusy = false;
        for (var ordinal = 0; ordinal < wanted; ordinal++)
        {
            if (!members.TryGetValue(ordinal, out var pod))
            {
                var revision = ordinal < Partition(set) ? current : update;
                pods.Make(
                    set,
                    Revisions.Template(store, set, revision),
                    $"{set.Name()}-{ordinal}",
                    labels: [KeyValuePair.Create(Revisions.Label, revision)]
                );
                isBusy = true;
            }

            if (isOrdered && (pod is null || !pod.IsReady()))
            {
                // The next ones wait for this one; a pod that was replaced by hand is waited for as well.
                return isBusy;
            }
        }

        foreach (var (_, pod) in members.Where(member => member.Key >= wanted).OrderByDescending(member => member.Key))
        {
            pods.Delete(pod);
            isBusy = true;
        }

        return isBusy;
    }

    /// <summary>Deletes the highest pod of an old template, once those above it are ready.</summary>
    private void ReplaceNext(JsonObject set, string update, int wanted)
    {
        var members = ByOrdinal(set);
        for (var ordinal = wanted - 1; ordinal >= Partition(set); ordinal--)
        {
            if (!members.TryGetValue(ordinal, out var pod))
            {
                return;
            }

            if (Revisions.Of(pod) != update)
            {
                pods.Delete(pod);
                return;
            }

            if (availability.Count([pod], set) == 0)
            {
                return;
            }
        }
    }

    private void Report(JsonObject set, string current, string update, int wanted)
    {
        var members = pods.Of(set);
        var ready = members.Count(pod => pod.IsReady());
        var updated = members.Count(pod => Revisions.Of(pod) == update);
        if (IsRolling(set) && updated == wanted && members.Count == wanted && ready == wanted)
        {
            current = update;
        }

        store.Change(
            ResourceType.StatefulSet,
            set,
            item =>
            {
                var status = item.Child("status");
                status["observedGeneration"] = item.Int("metadata", "generation");
                status["replicas"] = members.Count;
                status["readyReplicas"] = ready;
                status["availableReplicas"] = availability.Count(members, set);
                status["currentReplicas"] = members.Count(pod => Revisions.Of(pod) == current);
                status["updatedReplicas"] = updated;
                status["currentRevision"] = current;
                status["updateRevision"] = update;
            }
        );
    }

    private Dictionary<int, JsonObject> ByOrdinal(JsonObject set) =>
        pods.Of(set)
            .ToDictionary(pod => int.Parse(pod.Name()[(set.Name().Length + 1)..], CultureInfo.InvariantCulture));

    private static bool IsRolling(JsonObject set) => set.Text("spec", "updateStrategy", "type") != "OnDelete";

    private static int Partition(JsonObject set) =>
        IsRolling(set) ? set.Int("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0 : 0;
}
