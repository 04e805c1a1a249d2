using System.Net;
using System.Net.Sockets;
using Monolith.DaprSidecar;

namespace Monolith.Host.Tests.Dapr;

/// <summary>The real program with a sidecar of its own at its side.</summary>
internal sealed class DaprHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DaprHost() { }

    /// <summary>What joins this sidecar with those of other apps.</summary>
    public Broker Broker { get; } = new();

    /// <summary>The host's sidecar.</summary>
    public Sidecar Sidecar { get; private set; } = null!;

    /// <summary>The host.</summary>
    public HostProcess Host { get; private set; } = null!;

    /// <summary>Speaks to the host.</summary>
    public HttpClient Http => Host.Http;

    /// <summary>Starts the sidecar first, as <c>dapr run</c> does, and returns when deliveries run.</summary>
    public static async Task<DaprHost> StartAsync(params string[] settings)
    {
        var dapr = new DaprHost();
        try
        {
            var port = FreePort();
            dapr.Sidecar = await Sidecar.StartAsync(new SidecarOptions { AppPort = port, Broker = dapr.Broker });
            dapr.Host = await HostProcess.StartAsync(
                dapr._folder.File("data"),
                [
                    $"--urls=http://127.0.0.1:{port}",
                    $"--DAPR_HTTP_ENDPOINT={dapr.Sidecar.HttpEndpoint}",
                    $"--DAPR_GRPC_ENDPOINT={dapr.Sidecar.GrpcEndpoint}",
                    .. settings,
                ]
            );
            await dapr.Sidecar.WaitUntilReadyAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
            return dapr;
        }
        catch
        {
            await dapr.DisposeAsync();
            throw;
        }
    }

    /// <summary>A sidecar for another app, on the same network.</summary>
    public Task<Sidecar> SidecarOfAsync(string appId) =>
        Sidecar.StartAsync(new SidecarOptions { AppId = appId, Broker = Broker });

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
