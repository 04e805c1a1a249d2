using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace Monolith.Healing.Kubernetes.Connection;

/// <summary>The cluster that Monolith runs in: what Kubernetes puts into every pod with a service account.</summary>
internal static class InCluster
{
    private const string Host = "KUBERNETES_SERVICE_HOST";
    private const string Port = "KUBERNETES_SERVICE_PORT";

    /// <summary>Whether the environment names an API server.</summary>
    public static bool IsThere(IConfiguration environment) => !string.IsNullOrEmpty(environment[Host]);

    /// <summary>A connection as the pod's service account.</summary>
    /// <exception cref="FormatException">The variables or the files make no sense.</exception>
    public static KubernetesConnection Connect(IConfiguration environment, string serviceAccountPath)
    {
        var authorities = Path.Combine(serviceAccountPath, "ca.crt");
        var token = Path.Combine(serviceAccountPath, "token");
        foreach (var file in new[] { authorities, token })
        {
            if (!File.Exists(file))
            {
                throw new FormatException($"{Host} is set, but {file} is not there: does the pod mount its token?");
            }
        }

        return new KubernetesConnection
        {
            Server = Address(environment[Host]!, environment[Port]),
            TokenFile = token,
            Authorities = () => Certificates.OfFile(authorities),
        };
    }

    private static Uri Address(string host, string? port)
    {
        var name = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return Uri.TryCreate($"https://{name}:{port ?? "443"}", UriKind.Absolute, out var address)
            ? address
            : throw new FormatException($"{Host} and {Port} make no address: {host}, {port}.");
    }
}
