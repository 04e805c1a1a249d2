using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Monolith.DaprSidecar;

namespace Monolith.Host.Tests.Dapr;

/// <summary>The real program with a sidecar at its side.</summary>
internal sealed class DaprHost : IAsyncDisposable
{
    /// <summary>What components/ has too: without it the first failure of a delivery is the last.</summary>
    private const string Retries = """
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: { name: monolith }
        spec:
          policies:
            timeouts: { deliver: 10s }
            retries: { deliver: { policy: constant, duration: 100ms, maxRetries: -1 } }
          targets:
            components: { pubsub: { inbound: { timeout: deliver, retry: deliver } } }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private readonly string[] _settings;

    private DaprHost(string[] settings) => _settings = settings;

    /// <summary>What joins this sidecar with those of other apps.</summary>
    public Broker Broker { get; } = new();

    /// <summary>The host's sidecar.</summary>
    public Sidecar Sidecar { get; private set; } = null!;

    /// <summary>The host.</summary>
    public HostProcess Host { get; private set; } = null!;

    /// <summary>Speaks to the host.</summary>
    public HttpClient Http => Host.Http;

    /// <summary>Starts the sidecar first, as <c>dapr run</c> does, and returns when deliveries run.</summary>
    public static Task<DaprHost> StartAsync(params string[] settings) => StartAsync(hasKey: false, settings);

    /// <summary>The same with a sidecar that has the key that wraps others.</summary>
    public static Task<DaprHost> StartWithKeyAsync(params string[] settings) => StartAsync(hasKey: true, settings);

    private static async Task<DaprHost> StartAsync(bool hasKey, string[] settings)
    {
        var dapr = new DaprHost(settings);
        try
        {
            dapr.Sidecar = await Sidecar.StartAsync(
                new SidecarOptions
                {
                    AppPort = dapr._port,
                    AppHealthCheck = true,
                    AppHealthPath = "/healthz/ready",
                    AppHealthInterval = TimeSpan.FromSeconds(1),
                    Broker = dapr.Broker,
                    Resources = Retries,
                    Secrets = hasKey
                        ? new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
                        {
                            ["monolith-wrapping-key"] = new Dictionary<string, string>(StringComparer.Ordinal)
                            {
                                ["monolith-wrapping-key"] = Convert.ToBase64String(new byte[32]),
                            },
                        }
                        : new SidecarOptions().Secrets,
                }
            );
            await dapr.StartHostAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await dapr.Sidecar.WaitUntilReadyAsync(patience.Token);
            return dapr;
        }
        catch
        {
            await dapr.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the host, on the port that the sidecar knows. One that ran before is gone.</summary>
    public async Task StartHostAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        Host = await HostProcess.StartAsync(
            _folder.File("data"),
            [
                $"--urls=http://127.0.0.1:{_port}",
                $"--DAPR_HTTP_ENDPOINT={Sidecar.HttpEndpoint}",
                $"--DAPR_GRPC_ENDPOINT={Sidecar.GrpcEndpoint}",
                .. _settings,
            ]
        );
    }

    /// <summary>A sidecar for another app, on the same network.</summary>
    public Task<Sidecar> SidecarOfAsync(string appId) =>
        Sidecar.StartAsync(new SidecarOptions { AppId = appId, Broker = Broker });

    /// <summary>Publishes one event.</summary>
    public async Task PublishAsync(string topic, object data)
    {
        using var http = new HttpClient { BaseAddress = Sidecar.HttpEndpoint };
        using var answer = await http.PostAsJsonAsync($"/v1.0/publish/pubsub/{topic}", data);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        if (Sidecar is not null)
        {
            await Sidecar.DisposeAsync();
        }

        _folder.Dispose();
    }

    // A sidecar must know the app's port before the app is up.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
