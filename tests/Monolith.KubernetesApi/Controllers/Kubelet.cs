using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>The nodes: they run pods, which become ready in time, or never.</summary>
internal sealed class Kubelet(ObjectStore store, Simulation simulation) : IController
{
    private readonly Dictionary<string, Birth> _births = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Workload), Crowd> _crowds = [];
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private int _addresses;

    /// <summary>How pods behave of which nothing else was said.</summary>
    public PodBehaviour Default { get; set; } = new();

    /// <summary>How new pods of a workload behave from now on, and those that are not ready yet.</summary>
    public void Behave(string ns, string workload, PodBehaviour behaviour)
    {
        _crowds[(ns, workload)] = new Crowd(behaviour);
        foreach (var pod in store.List(ResourceType.Pod, ns).Where(pod => !pod.IsReady() && Root(pod) == workload))
        {
            _births.Remove(pod.Uid());
        }
    }

    /// <summary>Has a pod fail its probe until it is replaced.</summary>
    public void Break(JsonObject pod) => _broken.Add(pod.Uid());

    public void Reconcile()
    {
        foreach (var pod in store.List(ResourceType.Pod))
        {
            if (!_births.TryGetValue(pod.Uid(), out var birth))
            {
                _births[pod.Uid()] = birth = Admit(pod);
            }

            var isReady = !_broken.Contains(pod.Uid()) && IsReady(birth);
            store.Change(ResourceType.Pod, pod, item => Report(item, isReady));
        }
    }

    private Birth Admit(JsonObject pod)
    {
        var crowd = _crowds.GetValueOrDefault((pod.Namespace(), Root(pod)));
        var behaviour = crowd?.Behaviour ?? Default;
        var isDoomed = crowd is not null && crowd.Members++ >= (behaviour.AtMostReady ?? int.MaxValue);
        return new Birth(isDoomed ? null : simulation.Now + behaviour.ReadyAfter);
    }

    private bool IsReady(Birth birth)
    {
        if (birth.ReadyAt is { } later && later > simulation.Now)
        {
            simulation.WakeAt(later);
            return false;
        }

        return birth.ReadyAt is not null;
    }

    private void Report(JsonObject pod, bool isReady)
    {
        var (now, ready) = (simulation.Now, isReady ? "True" : "False");
        var status = pod.Child("status");
        if (status.TryAdd("phase", "Running"))
        {
            _addresses++;
            status["podIP"] = $"10.244.{_addresses / 250}.{(_addresses % 250) + 1}";
            status["startTime"] = ObjectStore.Timestamp(now);
        }

        Conditions.Set(pod, "PodScheduled", "True", now);
        Conditions.Set(pod, "Initialized", "True", now);
        Conditions.Set(pod, "ContainersReady", ready, now);
        Conditions.Set(pod, "Ready", ready, now);
        var restarts = _broken.Contains(pod.Uid()) ? 1 : 0;
        status["containerStatuses"] = new JsonArray([
            .. pod.Objects("spec", "containers")
                .Select(container => new JsonObject
                {
                    ["name"] = container.Text("name"),
                    ["image"] = container.Text("image"),
                    ["ready"] = isReady,
                    ["restartCount"] = restarts,
                }),
        ]);
    }

    /// <summary>The name of the workload that people know: a Deployment's, not its ReplicaSet's.</summary>
    private string Root(JsonObject pod)
    {
        var owner = pod.Controller();
        var replicaSet =
            owner.Text("kind") == "ReplicaSet"
                ? store.Find(ResourceType.ReplicaSet, pod.Namespace(), owner.Text("name") ?? "")
                : null;
        return (replicaSet?.Controller() ?? owner).Text("name") ?? pod.Name();
    }

    /// <summary>When a pod is ready; never when null.</summary>
    private sealed record Birth(DateTimeOffset? ReadyAt);

    private sealed class Crowd(PodBehaviour behaviour)
    {
        public PodBehaviour Behaviour => behaviour;

        public int Members { get; set; }
    }
}
