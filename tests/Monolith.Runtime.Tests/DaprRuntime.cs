using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Monolith.DaprSidecar;
using Monolith.Platform;

namespace Monolith.Runtime.Tests;

/// <summary>The Dapr runtime on a sidecar of its own, with the in-memory components.</summary>
public sealed class DaprRuntime : TestRuntime
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _appPort = FreePort();
    private readonly Task<Sidecar> _sidecar;

    public DaprRuntime() =>
        _sidecar = Sidecar.StartAsync(
            new SidecarOptions
            {
                AppPort = _appPort,
                ApiToken = "the-sidecars-token",
                AppApiToken = "the-apps-token",
                AppDialPause = TimeSpan.FromMilliseconds(10),
                Resources = """
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata: { name: events }
                spec:
                  policies:
                    retries:
                      often: { policy: constant, duration: 10ms, maxRetries: 5 }
                  targets:
                    components:
                      pubsub: { inbound: { retry: often } }
                """,
            }
        );

    /// <summary>The sidecar.</summary>
    public Sidecar Sidecar => _sidecar.GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override TestHost CreateHost(TimeProvider? clock = null, Action<IServiceCollection>? services = null) =>
        TestHost.Create(
            clock ?? TimeProvider.System,
            _appPort,
            collection =>
            {
                collection.AddSingleton(new DataFolder(_folder.Path));
                services?.Invoke(collection);
            },
            ("DAPR_HTTP_ENDPOINT", Sidecar.HttpEndpoint.AbsoluteUri),
            ("DAPR_GRPC_ENDPOINT", Sidecar.GrpcEndpoint.AbsoluteUri),
            ("DAPR_API_TOKEN", "the-sidecars-token"),
            ("APP_API_TOKEN", "the-apps-token"),
            ("Monolith:Dapr:RetryDelay", "00:00:00.010"),
            ("Monolith:Dapr:RestartCheck", "00:00:00.100"),
            ("Monolith:Events:RelayInterval", "00:00:00.100")
        );

    /// <inheritdoc/>
    public override async Task<TestHost> StartHostAsync(Action<IServiceCollection>? services = null)
    {
        var host = CreateHost(clock: null, services);
        await host.StartAsync();
        await Sidecar.WaitUntilReadyAsync();
        return host;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Sidecar.DisposeAsync();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
