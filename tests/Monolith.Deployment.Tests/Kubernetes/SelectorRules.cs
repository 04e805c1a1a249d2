using System.Text.Json.Nodes;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>Whoever selects pods, finds some. Each rule returns what breaks it.</summary>
internal static class SelectorRules
{
    /// <summary>Selectors that no pod of their namespace answers to.</summary>
    public static IEnumerable<string> Blind(IReadOnlyList<Manifest> objects)
    {
        foreach (var o in objects)
        {
            foreach (var selector in PodSelectors(o).Where(s => s is JsonObject { Count: > 0 }))
            {
                if (!objects.Any(w => w.IsWorkload && w.Namespace == o.Namespace && Selects(selector, w.PodLabels)))
                {
                    yield return $"{o} selects no pod: {selector!.ToJsonString()}";
                }
            }
        }
    }

    /// <summary>Workloads whose own pods do not carry the labels that they count them by.</summary>
    public static IEnumerable<string> Strangers(IReadOnlyList<Manifest> objects) =>
        objects
            .Where(o => o.IsWorkload && !Selects(o.Find("spec.selector"), o.PodLabels))
            .Select(o => $"{o}: not its own pods");

    /// <summary>Services, and what points at them, with ports that no container has.</summary>
    public static IEnumerable<string> ClosedPorts(IReadOnlyList<Manifest> objects)
    {
        foreach (var service in objects.Where(o => o.Kind == "Service"))
        {
            var pods = objects.Where(o => o.IsWorkload && Selects(service.Find("spec.selector"), o.PodLabels)).ToList();
            foreach (var port in service.Items("spec.ports").Select(p => p["targetPort"]!.ToString()))
            {
                if (pods.Any(pod => !PortNames(pod).Contains(port, StringComparer.Ordinal)))
                {
                    yield return $"{service}: no container has a port {port}";
                }
            }
        }

        foreach (var (user, service, port) in objects.SelectMany(Backends))
        {
            if (
                !objects.Any(o =>
                    o.Kind == "Service" && o.Name == service && ServicePorts(o).Contains(port, StringComparer.Ordinal)
                )
            )
            {
                yield return $"{user}: there is no service {service} with a port {port}";
            }
        }

        foreach (var monitor in objects.Where(o => o.Kind == "ServiceMonitor"))
        {
            var ports = monitor.Items("spec.endpoints").Select(e => e["port"]!.ToString());
            var services = objects.Where(o =>
                o.Kind == "Service" && Selects(monitor.Find("spec.selector"), Manifest.Texts(o.Find("metadata.labels")))
            );
            if (ports.Except(services.SelectMany(ServicePorts), StringComparer.Ordinal).Any())
            {
                yield return $"{monitor} scrapes a port that no service has";
            }
        }
    }

    /// <summary>Autoscalers without a workload, or without the container whose load they watch.</summary>
    public static IEnumerable<string> IdleScalers(IReadOnlyList<Manifest> objects)
    {
        foreach (var scaler in objects.Where(o => o.Kind == "HorizontalPodAutoscaler"))
        {
            var target = objects.SingleOrDefault(o =>
                o.Kind == scaler.Text("spec.scaleTargetRef.kind")
                && o.Name == scaler.Text("spec.scaleTargetRef.name")
                && o.ApiVersion == scaler.Text("spec.scaleTargetRef.apiVersion")
            );
            var watched = scaler
                .Items("spec.metrics")
                .Select(m => Manifest.Find(m, "containerResource.container")?.ToString());
            if (target is null || watched.Any(name => target.Containers.All(c => c["name"]!.ToString() != name)))
            {
                yield return $"{scaler} has nothing to scale";
            }
        }
    }

    /// <summary>Stateful sets whose pods get no names of their own.</summary>
    public static IEnumerable<string> NamelessSets(IReadOnlyList<Manifest> objects) =>
        objects
            .Where(o => o.Kind == "StatefulSet")
            .Where(set => !objects.Any(o => o.Kind == "Service" && o.Name == set.Text("spec.serviceName")))
            .Select(set => $"{set}: there is no service {set.Text("spec.serviceName")}");

    /// <summary>True when a label selector, or a service's plain map of labels, fits these labels.</summary>
    public static bool Selects(JsonNode? selector, IReadOnlyDictionary<string, string> labels)
    {
        var isPlain = selector is JsonObject s && !s.ContainsKey("matchLabels") && !s.ContainsKey("matchExpressions");
        var wanted = Manifest.Texts(isPlain ? selector : Manifest.Find(selector, "matchLabels"));
        var expressions = isPlain ? [] : Manifest.Items(Manifest.Find(selector, "matchExpressions"));
        return wanted.All(w => labels.GetValueOrDefault(w.Key) == w.Value)
            && expressions.All(e =>
                e["operator"]!.ToString() == "In"
                && Manifest
                    .List(e["values"])
                    .Contains(labels.GetValueOrDefault(e["key"]!.ToString()), StringComparer.Ordinal)
            );
    }

    private static IEnumerable<JsonNode?> PodSelectors(Manifest o) =>
        o.Kind switch
        {
            "Service" => [o.Find("spec.selector")],
            "PodDisruptionBudget" => [o.Find("spec.selector")],
            "NetworkPolicy" =>
            [
                o.Find("spec.podSelector"),
                .. o.Items("spec.ingress").SelectMany(rule => Manifest.Items(rule["from"])).Select(Here),
                .. o.Items("spec.egress").SelectMany(rule => Manifest.Items(rule["to"])).Select(Here),
            ],
            "Deployment" or "StatefulSet" =>
            [
                .. o.Items("spec.template.spec.topologySpreadConstraints").Select(c => c["labelSelector"]),
                .. o.Items("spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution")
                    .Select(term => term["labelSelector"]),
            ],
            _ => [],
        };

    // A selector beside a namespace's is about pods of that namespace, which is not ours.
    private static JsonNode? Here(JsonObject peer) =>
        peer.ContainsKey("namespaceSelector") ? null : peer["podSelector"];

    private static IEnumerable<string> PortNames(Manifest workload) =>
        workload.Containers.SelectMany(c => Manifest.Items(c["ports"])).Select(p => p["name"]!.ToString());

    private static IEnumerable<string> ServicePorts(Manifest service) =>
        service.Items("spec.ports").Select(p => p["name"]!.ToString());

    private static IEnumerable<(Manifest User, string Service, string Port)> Backends(Manifest ingress) =>
        ingress.Kind != "Ingress"
            ? []
            : ingress
                .Items("spec.rules")
                .SelectMany(rule => Manifest.Items(Manifest.Find(rule, "http.paths")))
                .Select(path => path["backend"]!["service"]!)
                .Select(s => (ingress, s["name"]!.ToString(), s["port"]!["name"]!.ToString()));
}
