using System.Text.Json.Nodes;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>Pods, their sidecars and Dapr's resources fit together. Each rule returns what breaks it.</summary>
internal static class DaprWiringRules
{
    // The examples of this repository: apps of others that may publish.
    private static readonly string[] Publishers = ["orders", "storefront"];

    /// <summary>Pods whose sidecar does not find them, or its configuration.</summary>
    public static IEnumerable<string> LostSidecars(IReadOnlyList<Manifest> objects)
    {
        foreach (var role in objects.Where(o => o.PodAnnotations.ContainsKey("dapr.io/enabled")))
        {
            var annotations = role.PodAnnotations;
            var ports = role
                .Containers.SelectMany(c => Manifest.Items(c["ports"]))
                .Select(p => p["containerPort"]!.ToString());
            if (!ports.Contains(annotations["dapr.io/app-port"], StringComparer.Ordinal))
            {
                yield return $"{role}: its sidecar waits for port {annotations["dapr.io/app-port"]}";
            }

            if (!objects.Any(o => o.Kind == "Configuration" && o.Name == annotations["dapr.io/config"]))
            {
                yield return $"{role}: there is no configuration {annotations["dapr.io/config"]}";
            }

            if (!annotations.ContainsKey("dapr.io/sidecar-seccomp-profile-type"))
            {
                yield return $"{role}: its namespace refuses a sidecar without a seccomp profile";
            }
        }
    }

    /// <summary>Apps that two workloads share, or that nobody is.</summary>
    public static IEnumerable<string> WrongApps(IReadOnlyList<Manifest> objects)
    {
        var apps = objects.Where(o => o.IsWorkload).Select(App).OfType<string>().ToList();
        var twice = apps.GroupBy(a => a, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => $"two workloads are {g.Key}");
        var unknown =
            from o in objects.Where(o => o.IsOfDapr)
            from app in Manifest.List(o.Find("scopes")).Except([.. apps, .. Publishers], StringComparer.Ordinal)
            select $"{o}: nobody is {app}";
        return twice.Concat(unknown);
    }

    /// <summary>Roles without a store or a broker, and roles that do not share their documents.</summary>
    public static IEnumerable<string> Unequipped(IReadOnlyList<Manifest> objects)
    {
        var roles = objects.Where(o => o.IsWorkload).Select(App).OfType<string>().ToList();
        foreach (var name in new[] { "statestore", "pubsub", "monolith" })
        {
            var resources = objects.Where(o => o.Kind is "Component" or "Resiliency" && o.Name == name);
            foreach (
                var app in roles.Except(
                    resources.SelectMany(r => Manifest.List(r.Find("scopes"))),
                    StringComparer.Ordinal
                )
            )
            {
                yield return $"{app} may not use {name}";
            }
        }

        // By default a store keeps the documents of each app apart.
        var hasPrefix = objects
            .Where(o => o.Kind == "Component" && o.Name == "statestore")
            .SelectMany(o => o.Items("spec.metadata"))
            .Any(item => $"{item["name"]}" == "keyPrefix");
        if (roles.Count > 1 && !hasPrefix)
        {
            yield return "the roles do not see each other's documents";
        }
    }

    /// <summary>The app that a workload is to Dapr; null without a sidecar.</summary>
    public static string? App(Manifest workload) => workload.PodAnnotations.GetValueOrDefault("dapr.io/app-id");

    /// <summary>The routes at which an app gets its messages, by topic.</summary>
    public static IEnumerable<(string Topic, string Route)> Routes(IReadOnlyList<Manifest> objects, string app) =>
        objects
            .Where(o =>
                o.Kind == "Subscription" && Manifest.List(o.Find("scopes")).Contains(app, StringComparer.Ordinal)
            )
            .Select(o => (o.Text("spec.topic"), o.Text("spec.routes.default")));
}
