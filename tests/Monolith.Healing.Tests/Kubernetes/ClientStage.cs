using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Connection;
using Monolith.KubernetesApi;

namespace Monolith.Healing.Tests.Kubernetes;

/// <summary>An API server and the client that is configured for it.</summary>
internal sealed class ClientStage : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly KubernetesConnection _connection;
    private readonly KubernetesCluster _kubernetes;
    private int _names;

    private ClientStage(FakeCluster? cluster, KubernetesConnection connection)
    {
        Cluster = cluster;
        _connection = connection;
        _kubernetes = KubernetesCluster.At(
            connection,
            Options.Create(
                new KubernetesOptions
                {
                    RetryDelay = TimeSpan.FromMilliseconds(1),
                    RequestTimeout = TimeSpan.FromSeconds(5),
                }
            ),
            new KubernetesMetrics(_services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System
        );
    }

    /// <summary>The cluster in memory; null when it is a real one.</summary>
    public FakeCluster? Cluster { get; }

    public bool IsFake => Cluster is not null;

    public KubernetesClient Client => _kubernetes.Client!;

    /// <summary>A namespace in which tests may do as they like.</summary>
    public string Namespace => "default";

    /// <summary>The real server when there is one, otherwise the one in memory.</summary>
    public static async Task<ClientStage> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } file)
        {
            return new ClientStage(cluster: null, Kubeconfig.Read(file).Connect(context: null));
        }

        return await StartFakeAsync();
    }

    /// <summary>The one in memory, reached by its own kubeconfig.</summary>
    public static async Task<ClientStage> StartFakeAsync(FakeClusterOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        var cluster = await FakeCluster.StartAsync(options);
        var path = Path.Combine(folder.Path, "config");
        await File.WriteAllTextAsync(path, cluster.Kubeconfig());
        return new ClientStage(cluster, Kubeconfig.Read(path).Connect(context: null));
    }

    /// <summary>The one in memory, reached in another way.</summary>
    public static ClientStage Of(FakeCluster cluster, KubernetesConnection connection) => new(cluster, connection);

    public string NewName() => $"monolith-test-{Environment.ProcessId}-{++_names}";

    public async ValueTask DisposeAsync()
    {
        _kubernetes.Dispose();
        _connection.Dispose();
        await _services.DisposeAsync();
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }
}
