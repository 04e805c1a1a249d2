using Microsoft.Extensions.Options;
using Monolith.Healing.Kubernetes.Connection;

namespace Monolith.Healing.Kubernetes;

/// <summary>The cluster that is healed, if there is one: Monolith also runs where there is none.</summary>
internal sealed class KubernetesCluster : IDisposable
{
    private readonly KubernetesTransport? _transport;

    private KubernetesCluster(KubernetesTransport? transport, KubernetesClient? client)
    {
        _transport = transport;
        Client = client;
    }

    /// <summary>No cluster.</summary>
    public static KubernetesCluster None { get; } = new(transport: null, client: null);

    /// <summary>The client; null when there is no cluster.</summary>
    public KubernetesClient? Client { get; }

    /// <summary>The cluster at the end of a connection.</summary>
    public static KubernetesCluster At(
        KubernetesConnection connection,
        IOptions<KubernetesOptions> options,
        KubernetesMetrics metrics,
        TimeProvider clock
    )
    {
        var transport = new KubernetesTransport(connection, options, metrics, clock);
        return new KubernetesCluster(transport, new KubernetesClient(transport, options, clock));
    }

    /// <inheritdoc/>
    public void Dispose() => _transport?.Dispose();
}
