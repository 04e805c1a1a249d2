using System.Globalization;
using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>Whether pods count as available: ready, and so for <c>minReadySeconds</c>.</summary>
internal sealed class Availability(Simulation simulation)
{
    public int Count(IEnumerable<JsonObject> pods, JsonObject workload)
    {
        var minimum = TimeSpan.FromSeconds(workload.Int("spec", "minReadySeconds") ?? 0);
        return pods.Count(pod => IsAvailable(pod, minimum));
    }

    public bool IsAvailable(JsonObject pod, TimeSpan minimum)
    {
        if (!pod.IsReady() || pod.IsDeleting())
        {
            return false;
        }

        var from = Time(pod.Condition("Ready").Text("lastTransitionTime"));
        if (from + minimum <= simulation.Now)
        {
            return true;
        }

        simulation.WakeAt(from + minimum);
        return false;
    }

    public static DateTimeOffset Time(string? text) =>
        DateTimeOffset.Parse(text ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
