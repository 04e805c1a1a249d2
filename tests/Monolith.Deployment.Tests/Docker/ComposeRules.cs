using System.Text.Json.Nodes;
using Monolith.Deployment.Tests.Kubernetes;

namespace Monolith.Deployment.Tests.Docker;

/// <summary>What must be so in the compose files. Each rule returns what breaks it.</summary>
internal static class ComposeRules
{
    /// <summary>Services that others wait for, or share a network with, and volumes, that are in none of the files.</summary>
    public static IEnumerable<string> Missing(IReadOnlyList<JsonNode> files)
    {
        var services = files.SelectMany(f => f["services"]!.AsObject()).ToList();
        var names = services.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var volumes = files
            .SelectMany(f => f["volumes"] is JsonObject v ? v.Select(p => p.Key) : [])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (name, service) in services)
        {
            var awaited = service!["depends_on"] is JsonObject map
                ? map.Select(p => p.Key)
                : Manifest.List(service["depends_on"]);
            var network = $"{service["network_mode"]}";
            var shared = network.StartsWith("service:", StringComparison.Ordinal)
                ? [network["service:".Length..]]
                : Array.Empty<string>();
            foreach (var other in awaited.Concat(shared).Where(other => !names.Contains(other)))
            {
                yield return $"{name}: there is no service {other}";
            }

            foreach (var source in Manifest.List(service["volumes"]).Select(v => v.Split(':')[0]))
            {
                var isPath = source.StartsWith('.');
                if (isPath ? !Path.Exists(Path.Combine(Repository.Root, source)) : !volumes.Contains(source))
                {
                    yield return $"{name}: there is no {source}";
                }
            }
        }
    }

    /// <summary>Services whose image may be another tomorrow: without a whole version, and without a digest.</summary>
    public static IEnumerable<string> MovingImages(JsonNode file) =>
        file["services"]!
            .AsObject()
            .Where(s => s.Value!["image"] is not null)
            .Select(s => (s.Key, Image: $"{s.Value!["image"]}"))
            .Where(s => !SecurityRules.IsPinned(s.Image) && !Version.TryParse(s.Image.Split(':')[^1], out _))
            .Select(s => $"{s.Key}: {s.Image}");

    /// <summary>Ports that other machines reach.</summary>
    public static IEnumerable<string> OpenPorts(JsonNode file) =>
        file["services"]!
            .AsObject()
            .SelectMany(s => Manifest.List(s.Value!["ports"]).Select(port => $"{s.Key}: {port}"))
            .Where(port => !port.Contains(": 127.0.0.1:", StringComparison.Ordinal));

    /// <summary>Variables of a file of secrets, by name.</summary>
    public static IEnumerable<string> Variables(string text) =>
        text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=')[0]);

    /// <summary>Secrets whose value stands in a compose file.</summary>
    public static IEnumerable<string> OpenSecrets(JsonNode file, IReadOnlyCollection<string> secrets) =>
        file["services"]!
            .AsObject()
            .SelectMany(s => Manifest.Texts(s.Value!["environment"]).Keys)
            .Where(name => secrets.Contains(name, StringComparer.Ordinal));
}
