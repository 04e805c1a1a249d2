using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Monolith.Deployment.Tests.Kubernetes;

/// <summary>What the restricted pod security standard asks for, and a little more. Each rule returns what breaks it.</summary>
internal static partial class SecurityRules
{
    /// <summary>Pods that could do more than they need.</summary>
    public static IEnumerable<string> MightyPods(Manifest workload)
    {
        var pod = workload.Find("spec.template.spec");
        if (Text(pod, "securityContext.runAsNonRoot") != "true" || Text(pod, "securityContext.runAsUser") is "" or "0")
        {
            yield return $"{workload} may run as root";
        }

        if (Text(pod, "securityContext.seccompProfile.type") != "RuntimeDefault")
        {
            yield return $"{workload} may make any system call";
        }

        if (new[] { "hostNetwork", "hostPID", "hostIPC" }.Any(share => Text(pod, share) == "true"))
        {
            yield return $"{workload} shares something with its node";
        }

        if (workload.Items("spec.template.spec.volumes").Any(v => v.ContainsKey("hostPath")))
        {
            yield return $"{workload} sees files of its node";
        }

        var needsToken = workload.PodAnnotations.ContainsKey("dapr.io/enabled");
        if (!needsToken && Text(pod, "automountServiceAccountToken") != "false")
        {
            yield return $"{workload} holds a token of the API server for nothing";
        }
    }

    /// <summary>Containers that could do more than they need, or take more than their share.</summary>
    public static IEnumerable<string> MightyContainers(Manifest workload)
    {
        foreach (var container in workload.Containers.Concat(workload.Items("spec.template.spec.initContainers")))
        {
            var name = $"{workload}, container {container["name"]}";
            if (Text(container, "securityContext.allowPrivilegeEscalation") != "false")
            {
                yield return $"{name} may gain privileges";
            }

            if (Manifest.List(Manifest.Find(container, "securityContext.capabilities.drop")) is not ["ALL"])
            {
                yield return $"{name} keeps capabilities";
            }

            if (Text(container, "securityContext.readOnlyRootFilesystem") != "true")
            {
                yield return $"{name} may change its own files";
            }

            if (
                new[] { "requests.cpu", "requests.memory", "limits.memory" }.Any(r =>
                    Text(container, $"resources.{r}").Length == 0
                )
            )
            {
                yield return $"{name} does not say what it needs";
            }

            if (container["readinessProbe"] is null || container["livenessProbe"] is null)
            {
                yield return $"{name} is not probed";
            }
        }
    }

    /// <summary>Images that may be another tomorrow. Our own is named by its version until it is pushed.</summary>
    public static IEnumerable<string> MovingImages(Manifest workload) =>
        workload
            .Containers.Select(c => c["image"]!.ToString())
            .Where(image => !IsPinned(image))
            .Select(image => $"{workload}: {image}");

    /// <summary>True for an image with a digest, and for our own with a whole version.</summary>
    public static bool IsPinned(string image) => Digest().IsMatch(image) || OwnVersion().IsMatch(image);

    /// <summary>Rights on everything, on secrets that are not named, or to do more with one than to read it, or in the whole cluster.</summary>
    public static IEnumerable<string> WideRights(Manifest o)
    {
        if (o.Kind is "ClusterRole" or "ClusterRoleBinding")
        {
            yield return $"{o} reaches the whole cluster";
        }

        foreach (var rule in o.Items("rules"))
        {
            string[] resources = [.. Manifest.List(rule["resources"])];
            string[] everything = [.. resources, .. Manifest.List(rule["verbs"]), .. Manifest.List(rule["apiGroups"])];
            if (
                everything.Contains("*", StringComparer.Ordinal)
                || (resources.Contains("secrets", StringComparer.Ordinal) && !ReadsOneSecret(rule))
            )
            {
                yield return $"{o} gives too much: {rule.ToJsonString()}";
            }
        }
    }

    private static bool ReadsOneSecret(JsonNode rule) =>
        Manifest.List(rule["resources"]).Count == 1
        && Manifest.List(rule["resourceNames"]).Count == 1
        && Manifest.List(rule["verbs"]).SequenceEqual(["get"], StringComparer.Ordinal);

    private static string Text(JsonNode? node, string path) => Manifest.Find(node, path)?.ToString() ?? "";

    [GeneratedRegex(@"^[a-z0-9./-]+:[\w.-]+@sha256:[0-9a-f]{64}$")]
    private static partial Regex Digest();

    [GeneratedRegex(@"^(?:[a-z0-9./-]+/)?monolith:\d+\.\d+\.\d+$", RegexOptions.ExplicitCapture)]
    private static partial Regex OwnVersion();
}
