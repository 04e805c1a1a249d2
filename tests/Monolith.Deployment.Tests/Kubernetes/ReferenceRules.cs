using System.Text.Json.Nodes;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>What an object names, is there. Each rule returns what breaks it.</summary>
internal static class ReferenceRules
{
    /// <summary>Config maps that are not there, with the key where one is named.</summary>
    public static IEnumerable<string> MissingConfigMaps(IReadOnlyList<Manifest> objects) =>
        objects
            .Where(o => o.IsWorkload)
            .SelectMany(o =>
                ConfigMaps(o)
                    .Where(name => !IsThere(objects, "ConfigMap", name, o))
                    .Select(name => $"{o}: no config map {name}")
            );

    /// <summary>Secrets that the guide does not tell people to make, each written as <c>name/key</c>.</summary>
    public static IEnumerable<string> UndocumentedSecrets(
        IReadOnlyList<Manifest> objects,
        IReadOnlySet<string> documented
    ) =>
        Secrets(objects)
            .Where(secret => !documented.Contains(secret))
            .Select(secret => $"{secret} is not in the guide");

    /// <summary>Every secret that is read, as <c>name/key</c>. Values stand nowhere.</summary>
    public static IEnumerable<string> Secrets(IReadOnlyList<Manifest> objects)
    {
        var references = objects.SelectMany(o => Below(o.Json)).ToList();
        var keys = references
            .Where(r => r.Name is "secretKeyRef" or "credentials")
            .Select(r => $"{r.Node["name"]}/{r.Node["key"]}");
        var files = references
            .Where(r => r.Name == "secret" && r.Node["secretName"] is not null)
            .SelectMany(r =>
                r.Node["items"] is JsonArray items
                    ? items.Select(item => $"{r.Node["secretName"]}/{item!["key"]}")
                    : [$"{r.Node["secretName"]}/tls.crt", $"{r.Node["secretName"]}/tls.key"]
            );
        var certificates = objects
            .SelectMany(o => o.Items("spec.tls"))
            .SelectMany(tls => new[] { $"{tls["secretName"]}/tls.crt", $"{tls["secretName"]}/tls.key" });
        var tokens = objects
            .Where(o => o.IsWorkload)
            .SelectMany(o => o.PodAnnotations)
            .Where(a => a.Key is "dapr.io/api-token-secret" or "dapr.io/app-token-secret")
            .Select(a => $"{a.Value}/token");
        return keys.Concat(files).Concat(certificates).Concat(tokens).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Secrets whose values stand in the manifests.</summary>
    public static IEnumerable<string> OpenSecrets(IReadOnlyList<Manifest> objects) =>
        objects.Where(o => o.Kind == "Secret").Select(o => $"{o} stands among the manifests");

    /// <summary>Accounts that are not there, of workloads and of role bindings.</summary>
    public static IEnumerable<string> MissingAccounts(IReadOnlyList<Manifest> objects)
    {
        foreach (
            var o in objects.Where(o => o.IsWorkload && o.Text("spec.template.spec.serviceAccountName").Length > 0)
        )
        {
            var account = o.Text("spec.template.spec.serviceAccountName");
            if (!IsThere(objects, "ServiceAccount", account, o))
            {
                yield return $"{o}: no service account {account}";
            }
        }

        foreach (var binding in objects.Where(o => o.Kind == "RoleBinding"))
        {
            var role = binding.Text("roleRef.name");
            if (!IsThere(objects, "Role", role, binding))
            {
                yield return $"{binding}: no role {role} in its namespace";
            }

            foreach (var subject in binding.Items("subjects"))
            {
                if (
                    !objects.Any(o =>
                        o.Kind == "ServiceAccount"
                        && o.Name == $"{subject["name"]}"
                        && o.Namespace == $"{subject["namespace"]}"
                    )
                )
                {
                    yield return $"{binding}: no service account {subject["name"]}";
                }
            }
        }
    }

    /// <summary>Mounts of volumes that the pod does not have, and volumes that nobody mounts.</summary>
    public static IEnumerable<string> LooseVolumes(IReadOnlyList<Manifest> objects)
    {
        foreach (var o in objects.Where(o => o.IsWorkload))
        {
            var volumes = o.Items("spec.template.spec.volumes")
                .Select(v => v["name"]!.ToString())
                .Concat(o.Items("spec.volumeClaimTemplates").Select(c => c["metadata"]!["name"]!.ToString()))
                .ToList();

            // The sidecar mounts what its annotation names: `volume:path,volume:path`.
            var mounts = o
                .Containers.SelectMany(c => Manifest.Items(c["volumeMounts"]))
                .Select(m => m["name"]!.ToString())
                .Concat(
                    o.PodAnnotations.GetValueOrDefault("dapr.io/volume-mounts", "")
                        .Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(mount => mount.Split(':')[0])
                )
                .ToList();
            foreach (var name in mounts.Except(volumes, StringComparer.Ordinal))
            {
                yield return $"{o} mounts {name}, which it does not have";
            }

            foreach (var name in volumes.Except(mounts, StringComparer.Ordinal))
            {
                yield return $"{o} has a volume {name} that nobody mounts";
            }

            foreach (var name in volumes.GroupBy(v => v, StringComparer.Ordinal).Where(g => g.Count() > 1))
            {
                yield return $"{o} has two volumes {name.Key}";
            }
        }
    }

    /// <summary>Probes of ports that the container does not have.</summary>
    public static IEnumerable<string> LostProbes(IReadOnlyList<Manifest> objects) =>
        from o in objects.Where(o => o.IsWorkload)
        from container in o.Containers
        let ports = Manifest.Items(container["ports"]).Select(p => p["name"]!.ToString()).ToList()
        from probe in new[] { "startupProbe", "readinessProbe", "livenessProbe" }
        let port = Manifest.Find(container, $"{probe}.httpGet.port")
            ?? Manifest.Find(container, $"{probe}.tcpSocket.port")
        where port is not null && !ports.Contains(port.ToString(), StringComparer.Ordinal)
        select $"{o}: {probe} asks a port {port}";

    /// <summary>Objects outside the namespaces that this repository is about.</summary>
    public static IEnumerable<string> Homeless(IReadOnlyList<Manifest> objects) =>
        objects
            .Where(o => o.Kind != "Namespace" && o.Namespace is not ("monolith" or "shop"))
            .Select(o => $"{o} is in namespace '{o.Namespace}'");

    private static IEnumerable<string> ConfigMaps(Manifest o) =>
        Below(o.Json)
            .Where(r => r.Name is "configMapRef" or "configMap" or "configMapKeyRef")
            .Select(r => r.Node["name"]!.ToString());

    private static bool IsThere(IReadOnlyList<Manifest> objects, string kind, string name, Manifest user) =>
        objects.Any(o => o.Kind == kind && o.Name == name && o.Namespace == user.Namespace);

    private static IEnumerable<(string Name, JsonObject Node)> Below(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(child =>
                (child.Value is JsonObject inner ? [(child.Key, inner)] : Array.Empty<(string, JsonObject)>()).Concat(
                    Below(child.Value)
                )
            ),
            JsonArray list => list.SelectMany(Below),
            _ => [],
        };
}
