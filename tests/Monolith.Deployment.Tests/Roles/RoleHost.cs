using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Monolith.DaprSidecar;
using Monolith.Deployment.Tests.Kubernetes;

namespace Monolith.Deployment.Tests.Roles;

/// <summary>The real program with the settings of a role, beside a sidecar with that role's resources, with keys and tokens.</summary>
internal sealed class RoleHost : IAsyncDisposable
{
    public const string IngestKey = "ingest-key-of-the-test";
    public const string AdminKey = "admin-key-of-the-test!";
    public const string MetricsKey = "metrics-key-of-the-test";
    public const string AppToken = "what-the-sidecar-shows";
    public const string ApiToken = "what-Monolith-shows";

    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;

    private RoleHost() { }

    /// <summary>Speaks to the host. Show a key.</summary>
    public HttpClient Http => _host!.Http;

    /// <summary>Its sidecar.</summary>
    public Sidecar Sidecar { get; private set; } = null!;

    /// <summary>Starts both, and returns once the host is ready and messages are delivered.</summary>
    /// <param name="overlay">Where the role is.</param>
    /// <param name="name">The name of its workload, which is what it is to Dapr too.</param>
    /// <param name="more">Settings beside its environment, as <c>Monolith__Runtime=Dapr</c>; they win.</param>
    public static async Task<RoleHost> StartAsync(Overlay overlay, string name, params string[] more)
    {
        var settings = Settings(overlay, name).Concat(more).ToList();
        var role = new RoleHost();
        try
        {
            var port = FreePort();
            role.Sidecar = await Sidecar.StartAsync(
                new SidecarOptions
                {
                    AppId = name,
                    AppPort = port,
                    AppHealthCheck = true,
                    AppHealthPath = "/healthz/ready",
                    AppHealthInterval = TimeSpan.FromSeconds(1),
                    ApiToken = ApiToken,
                    AppApiToken = AppToken,
                    MaxBodyBytes = 16 << 20,
                    Resources = Resources(overlay, withSubscriptions: more.Length == 0),
                }
            );
            role._host = await HostProcess.StartAsync(
                role._folder.File("data"),
                [
                    $"--urls=http://127.0.0.1:{port}",
                    $"--DAPR_HTTP_ENDPOINT={role.Sidecar.HttpEndpoint}",
                    $"--DAPR_GRPC_ENDPOINT={role.Sidecar.GrpcEndpoint}",
                    $"--DAPR_API_TOKEN={ApiToken}",
                    $"--APP_API_TOKEN={AppToken}",
                    $"--Monolith:Access:IngestKey={IngestKey}",
                    $"--Monolith:Access:AdminKey={AdminKey}",
                    $"--Monolith:Access:MetricsKey={MetricsKey}",
                    .. settings.Select(s => $"--{s.Replace("__", ":", StringComparison.Ordinal)}"),
                    // Roles share this machine, and each has the port of gRPC.
                    "--Modules:Ingest:Grpc:Address=127.0.0.1:0",
                ]
            );
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await role.Sidecar.WaitUntilReadyAsync(patience.Token);
            return role;
        }
        catch
        {
            await role.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks with a key.</summary>
    public async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string key, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : new StringContent(body, null, "application/json");
        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (Sidecar is not null)
        {
            await Sidecar.DisposeAsync();
        }

        _folder.Dispose();
    }

    // Without where ClickHouse is: the embedded engine stands in for it.
    private static IEnumerable<string> Settings(Overlay overlay, string name) =>
        SettingRules
            .Environment(overlay.Objects, overlay.Roles.Single(role => role.Name == name))
            .Where(v => v.Value.Length > 0 && !v.Key.StartsWith("ASPNETCORE_", StringComparison.Ordinal))
            .Where(v => v.Key is not ("Monolith__ClickHouse__Url" or "Monolith__ClickHouse__Cluster"))
            .Select(v => $"{v.Key}={v.Value}");

    // The sidecar of the tests brings components that keep all in memory.
    private static string Resources(Overlay overlay, bool withSubscriptions) =>
        string.Join(
            "\n---\n",
            overlay
                .Yaml.Split("\n---\n")
                .Where(d =>
                    Manifest
                        .Parse(d)
                        .Any(o => o.Kind == "Resiliency" || (withSubscriptions && o.Kind == "Subscription"))
                )
        );

    // A sidecar must know the app's port before the app is up.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
