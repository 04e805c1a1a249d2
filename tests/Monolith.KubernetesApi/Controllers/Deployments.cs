using System.Globalization;
using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Rolls out Deployments: a ReplicaSet for each template, the new one grows while the old ones shrink.</summary>
internal sealed class Deployments(ObjectStore store, Simulation simulation) : IController
{
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";
    private const string HashLabel = "pod-template-hash";

    public void Reconcile()
    {
        foreach (var deployment in store.List(ResourceType.Deployment))
        {
            Reconcile(deployment);
        }
    }

    private void Reconcile(JsonObject deployment)
    {
        var sets = Sets(deployment);
        var current = sets.FirstOrDefault(set => IsOf(set, deployment));
        if (deployment.IsTrue("spec", "paused"))
        {
            ScaleWhilePaused(deployment, sets);
        }
        else
        {
            var isRecreate = deployment.Text("spec", "strategy", "type") == "Recreate";
            var older = sets.Where(set => set != current).ToArray();
            if (isRecreate && older.Any(set => set.Int("status", "replicas") > 0 || Replicas(set) > 0))
            {
                Array.ForEach(older, set => Scale(set, 0));
            }
            else if (current is null)
            {
                Create(deployment, older);
            }
            else
            {
                Promote(deployment, current, older);
                Roll(deployment, current, older, isRecreate);
            }
        }

        Report(deployment);
        Forget(deployment);
    }

    private IReadOnlyList<JsonObject> Sets(JsonObject deployment) =>
        [
            .. store
                .List(ResourceType.ReplicaSet, deployment.Namespace())
                .Where(set => set.IsOwnedBy(deployment))
                .OrderBy(set => set.Uid(), StringComparer.Ordinal),
        ];

    private static bool IsOf(JsonObject set, JsonObject deployment)
    {
        var template = set.At("spec", "template")!.AsObject().Copy();
        template.Child("metadata", "labels").Remove(HashLabel);
        return JsonNode.DeepEquals(template, deployment.At("spec", "template"));
    }

    private void Create(JsonObject deployment, IReadOnlyCollection<JsonObject> older)
    {
        var hash = Names.OfTemplate(deployment.At("spec", "template"));
        var template = deployment.At("spec", "template")!.AsObject().Copy();
        template.Child("metadata", "labels")[HashLabel] = hash;
        var selector = (deployment.At("spec", "selector") as JsonObject)?.Copy() ?? [];
        selector.Child("matchLabels")[HashLabel] = hash;
        store.Add(
            ResourceType.ReplicaSet,
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = $"{deployment.Name()}-{hash}",
                    ["namespace"] = deployment.Namespace(),
                    ["labels"] = template.At("metadata", "labels")!.DeepClone(),
                    ["annotations"] = new JsonObject { [RevisionAnnotation] = NextRevision(older) },
                    ["ownerReferences"] = new JsonArray(PodFactory.OwnerReference(deployment)),
                },
                ["spec"] = new JsonObject
                {
                    ["replicas"] = 0,
                    ["minReadySeconds"] = deployment.Int("spec", "minReadySeconds") ?? 0,
                    ["selector"] = selector,
                    ["template"] = template,
                },
            }
        );
        Progress(deployment, "True", "NewReplicaSetCreated");
    }

    /// <summary>The set of the template has the highest revision, also when it is an old one that was returned to.</summary>
    private void Promote(JsonObject deployment, JsonObject current, IReadOnlyCollection<JsonObject> older)
    {
        var revision = NextRevision(older);
        if (Revision(current) < int.Parse(revision, CultureInfo.InvariantCulture))
        {
            store.Change(
                ResourceType.ReplicaSet,
                current,
                set => set.Child("metadata", "annotations")[RevisionAnnotation] = revision
            );
        }

        var promoted = store.Find(ResourceType.ReplicaSet, current.Namespace(), current.Name())!;
        store.Change(
            ResourceType.Deployment,
            deployment,
            item =>
                item.Child("metadata", "annotations")[RevisionAnnotation] = promoted.Text(
                    "metadata",
                    "annotations",
                    RevisionAnnotation
                )
        );
    }

    private void Roll(JsonObject deployment, JsonObject current, IReadOnlyCollection<JsonObject> older, bool isRecreate)
    {
        var wanted = Replicas(deployment);
        if (isRecreate)
        {
            Scale(current, wanted);
            return;
        }

        var (surge, unavailable) = Bounds(deployment);
        var total = older.Sum(Replicas) + Replicas(current);
        var grown =
            Replicas(current) > wanted
                ? wanted
                : Math.Min(wanted, Replicas(current) + Math.Max(0, wanted + surge - total));
        Scale(current, grown);

        total = older.Sum(Replicas) + grown;
        var minimum = wanted - unavailable;
        var notYet = grown - (current.Int("status", "availableReplicas") ?? 0);
        Shrink(older, current, minimum, mostRemoved: total - minimum - notYet);
    }

    /// <summary>Takes away old pods that serve nobody, then as many others as may be missing.</summary>
    private void Shrink(IReadOnlyCollection<JsonObject> older, JsonObject current, int minimum, int mostRemoved)
    {
        var left = older.ToDictionary(set => set.Name(), Replicas, StringComparer.Ordinal);
        foreach (var set in older)
        {
            var unhealthy = Math.Min(mostRemoved, Replicas(set) - (set.Int("status", "availableReplicas") ?? 0));
            if (unhealthy > 0)
            {
                left[set.Name()] -= unhealthy;
                mostRemoved -= unhealthy;
            }
        }

        var surplus = older.Append(current).Sum(set => set.Int("status", "availableReplicas") ?? 0) - minimum;
        foreach (var set in older)
        {
            var removed = Math.Clamp(Math.Min(surplus, mostRemoved), 0, left[set.Name()]);
            left[set.Name()] -= removed;
            surplus -= removed;
            mostRemoved -= removed;
            Scale(set, left[set.Name()]);
        }
    }

    private static (int Surge, int Unavailable) Bounds(JsonObject deployment)
    {
        var rolling = deployment.At("spec", "strategy", "rollingUpdate");
        var surge = Numbers.RoundedUp(rolling.At("maxSurge"), Replicas(deployment));
        var unavailable = Numbers.RoundedDown(rolling.At("maxUnavailable"), Replicas(deployment));
        // Both zero would never move.
        return surge == 0 && unavailable == 0 ? (0, 1) : (surge, unavailable);
    }

    /// <summary>A paused Deployment keeps its templates, yet follows its number: the newest set takes the difference.</summary>
    private void ScaleWhilePaused(JsonObject deployment, IReadOnlyList<JsonObject> sets)
    {
        if (sets.LastOrDefault(set => Replicas(set) > 0) is { } newest)
        {
            Scale(newest, Math.Max(0, Replicas(newest) + Replicas(deployment) - sets.Sum(Replicas)));
        }
    }

    private void Scale(JsonObject set, int replicas)
    {
        if (Replicas(set) != replicas)
        {
            store.Change(ResourceType.ReplicaSet, set, item => item.Child("spec")["replicas"] = replicas);
        }
    }

    private void Report(JsonObject deployment)
    {
        var sets = Sets(deployment);
        var current = sets.FirstOrDefault(set => IsOf(set, deployment));
        var before = store.Find(ResourceType.Deployment, deployment.Namespace(), deployment.Name())!;
        var after = before.Copy();
        var status = after.Child("status");
        var (replicas, available) = (Sum("replicas"), Sum("availableReplicas"));
        status["observedGeneration"] = before.Int("metadata", "generation");
        status["replicas"] = replicas;
        status["updatedReplicas"] = current?.Int("status", "replicas") ?? 0;
        status["readyReplicas"] = Sum("readyReplicas");
        status["availableReplicas"] = available;
        status["unavailableReplicas"] = Math.Max(0, Math.Max(replicas, Replicas(deployment)) - available);
        var isEnough = available >= Replicas(deployment) - Bounds(deployment).Unavailable;
        Conditions.Set(
            after,
            "Available",
            isEnough ? "True" : "False",
            simulation.Now,
            isEnough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable"
        );
        store.Replace(ResourceType.Deployment, after);
        ReportProgress(before, after);

        int Sum(string count) => sets.Sum(set => set.Int("status", count) ?? 0);
    }

    private void ReportProgress(JsonObject before, JsonObject after)
    {
        var (condition, deadline) = (
            after.Condition("Progressing"),
            TimeSpan.FromSeconds(after.Int("spec", "progressDeadlineSeconds") ?? 600)
        );
        if (after.IsTrue("spec", "paused"))
        {
            Progress(after, "Unknown", "DeploymentPaused");
        }
        else if (IsComplete(after))
        {
            if (condition.Text("reason") != "NewReplicaSetAvailable")
            {
                Progress(after, "True", "NewReplicaSetAvailable");
            }
        }
        else if (
            Grew("updatedReplicas")
            || Grew("readyReplicas")
            || Grew("availableReplicas")
            || Old(after) < Old(before)
            || condition.Text("reason") is null or "NewReplicaSetAvailable" or "DeploymentPaused"
        )
        {
            Progress(after, "True", "ReplicaSetUpdated");
        }
        else if (condition.Text("reason") != "ProgressDeadlineExceeded")
        {
            var due = Availability.Time(condition.Text("lastUpdateTime")) + deadline;
            if (due <= simulation.Now)
            {
                Progress(after, "False", "ProgressDeadlineExceeded");
            }
            else
            {
                simulation.WakeAt(due);
            }
        }

        bool Grew(string count) => (after.Int("status", count) ?? 0) > (before.Int("status", count) ?? 0);

        static int Old(JsonObject item) =>
            (item.Int("status", "replicas") ?? 0) - (item.Int("status", "updatedReplicas") ?? 0);
    }

    private static bool IsComplete(JsonObject deployment) =>
        deployment.Int("status", "updatedReplicas") == Replicas(deployment)
        && deployment.Int("status", "replicas") == Replicas(deployment)
        && deployment.Int("status", "availableReplicas") == Replicas(deployment);

    private void Progress(JsonObject deployment, string status, string reason) =>
        store.Change(
            ResourceType.Deployment,
            deployment,
            item =>
            {
                var condition = Conditions.Set(item, "Progressing", status, simulation.Now, reason);
                if (reason != "DeploymentPaused")
                {
                    condition["lastUpdateTime"] = ObjectStore.Timestamp(simulation.Now);
                }
            }
        );

    /// <summary>Drops the oldest sets without pods.</summary>
    private void Forget(JsonObject deployment)
    {
        var empty = Sets(deployment)
            .Where(set => !IsOf(set, deployment) && Replicas(set) == 0 && set.Int("status", "replicas") is 0)
            .OrderBy(Revision)
            .ToArray();
        foreach (var set in empty.SkipLast(deployment.Int("spec", "revisionHistoryLimit") ?? 10))
        {
            store.Remove(ResourceType.ReplicaSet, set);
        }
    }

    private static string NextRevision(IReadOnlyCollection<JsonObject> older) =>
        $"{older.Select(Revision).DefaultIfEmpty(0).Max() + 1}";

    private static int Revision(JsonObject set) =>
        int.TryParse(set.Text("metadata", "annotations", RevisionAnnotation), out var revision) ? revision : 0;

    private static int Replicas(JsonObject item) => item.Int("spec", "replicas") ?? 1;
}
