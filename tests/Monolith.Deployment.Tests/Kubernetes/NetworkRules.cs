using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>What the network policies let through, read as Kubernetes reads them.</summary>
internal static partial class NetworkRules
{
    /// <summary>Addresses that pods are configured to speak to, and may not.</summary>
    public static IEnumerable<string> ClosedWays(IReadOnlyList<Manifest> objects) =>
        Ways(objects)
            .Distinct()
            .Where(way => !IsOpen(objects, way))
            .Select(way => $"{way.From} may not reach {way.Service}:{way.Port}");

    /// <summary>Namespaces in which anything passes that no policy speaks of.</summary>
    public static IEnumerable<string> OpenNamespaces(IReadOnlyList<Manifest> objects) =>
        objects
            .Where(o => o.IsWorkload)
            .Select(o => o.Namespace)
            .Distinct(StringComparer.Ordinal)
            .Where(name => !objects.Any(o => IsDefaultDeny(o, name)))
            .Select(name => $"nothing is refused by default in {name}");

    /// <summary>True when a pod of one workload may open a connection to a port of a service.</summary>
    public static bool IsOpen(IReadOnlyList<Manifest> objects, Way way)
    {
        var service = objects.Single(o => o.Kind == "Service" && o.Name == way.Service);
        var port = service.Items("spec.ports").Single(p => p["port"]!.ToString() == way.Port);
        var target = objects.First(o =>
            o.IsWorkload && SelectorRules.Selects(service.Find("spec.selector"), o.PodLabels)
        );
        var containerPort = target
            .Containers.SelectMany(c => Manifest.Items(c["ports"]))
            .Single(p => p["name"]!.ToString() == port["targetPort"]!.ToString())["containerPort"]!.ToString();
        return Lets(objects, way.From, "egress", "to", target, containerPort)
            && Lets(objects, target, "ingress", "from", way.From, containerPort);
    }

    /// <summary>Every connection inside the namespace that the configuration of a workload speaks of.</summary>
    public static IEnumerable<Way> Ways(IReadOnlyList<Manifest> objects)
    {
        var services = objects.Where(o => o.Kind == "Service").ToList();
        return from workload in objects.Where(o => o.IsWorkload)
            from text in Configuration(objects, workload)
            from Match match in Address().Matches(text)
            let host = match.Groups["host"].Value
            from service in services
            where host == service.Name || host.EndsWith($".{service.Name}", StringComparison.Ordinal)
            select new Way(workload, service.Name, match.Groups["port"].Value);
    }

    // Where addresses stand: config maps, and for pods with a sidecar Dapr's resources.
    private static IEnumerable<string> Configuration(IReadOnlyList<Manifest> objects, Manifest workload)
    {
        var json = workload.Json.ToJsonString();
        var maps = objects.Where(o =>
            o.Kind == "ConfigMap" && json.Contains($"\"{o.Name}\"", StringComparison.Ordinal)
        );
        var sidecar = workload.PodAnnotations.TryGetValue("dapr.io/app-id", out var app)
            ? objects.Where(o =>
                o.IsOfDapr
                && (o.Kind == "Configuration" || Manifest.List(o.Find("scopes")).Contains(app, StringComparer.Ordinal))
            )
            : [];
        return maps.SelectMany(map => Manifest.Texts(map.Find("data")).Values)
            .Concat(sidecar.Select(o => o.Json.ToJsonString()));
    }

    private static bool Lets(
        IReadOnlyList<Manifest> objects,
        Manifest pod,
        string direction,
        string side,
        Manifest peer,
        string port
    )
    {
        var policies = objects
            .Where(o => o.Kind == "NetworkPolicy" && o.Namespace == pod.Namespace)
            .Where(o => SelectorRules.Selects(o.Find("spec.podSelector"), pod.PodLabels))
            .Where(o => Manifest.List(o.Find("spec.policyTypes")).Contains(direction, StringComparer.OrdinalIgnoreCase))
            .ToList();
        return policies.Count == 0
            || policies
                .SelectMany(policy => policy.Items($"spec.{direction}"))
                .Any(rule => HasPort(rule, port) && HasPeer(rule[side], peer));
    }

    private static bool HasPort(JsonObject rule, string port) =>
        rule["ports"] is null || Manifest.Items(rule["ports"]).Any(p => p["port"]!.ToString() == port);

    private static bool HasPeer(JsonNode? peers, Manifest peer) =>
        peers is null
        || Manifest
            .Items(peers)
            .Any(p => !p.ContainsKey("namespaceSelector") && SelectorRules.Selects(p["podSelector"], peer.PodLabels));

    private static bool IsDefaultDeny(Manifest o, string name) =>
        o.Kind == "NetworkPolicy"
        && o.Namespace == name
        && o.Find("spec.podSelector") is JsonObject { Count: 0 }
        && Manifest.List(o.Find("spec.policyTypes")) is ["Ingress", "Egress"]
        && o.Find("spec.ingress") is null
        && o.Find("spec.egress") is null;

    // `host:8123` in a text, or <host>…</host> with its port in XML.
    [GeneratedRegex(
        @"(?<host>[a-z][a-z0-9.-]*):(?<port>\d{2,5})\b|<host(?:name)?>(?<host>[^<]+)</host(?:name)?>\s*<port>(?<port>\d+)</port>",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Address();
}

/// <summary>A connection that a workload wants to open.</summary>
internal sealed record Way(Manifest From, string Service, string Port);
