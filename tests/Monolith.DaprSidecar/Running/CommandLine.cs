using System.CommandLine;

namespace Monolith.DaprSidecar.Running;

/// <summary>daprd's flags.</summary>
internal static class CommandLine
{
    private static readonly Option<string> AppId = new("--app-id")
    {
        Description = "Identity of the app.",
        Required = true,
    };
    private static readonly Option<int?> AppPort = new("--app-port") { Description = "Where the app listens." };
    private static readonly Option<int> HttpPort = new("--dapr-http-port") { DefaultValueFactory = _ => 3500 };
    private static readonly Option<int> GrpcPort = new("--dapr-grpc-port") { DefaultValueFactory = _ => 50001 };
    private static readonly Option<string[]> ResourcesPath = new("--resources-path")
    {
        Description = "Folder with components.",
    };
    private static readonly Option<bool> AppHealthCheck = new("--enable-app-health-check");

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Stands in for daprd.")
        {
            AppId,
            AppPort,
            HttpPort,
            GrpcPort,
            ResourcesPath,
            AppHealthCheck,
        };

        root.SetAction(ServeAsync);
        return await root.Parse(args).InvokeAsync();
    }

    private static async Task<int> ServeAsync(ParseResult flags, CancellationToken cancellationToken)
    {
        await using var sidecar = await Sidecar.StartAsync(
            new SidecarOptions
            {
                AppId = flags.GetValue(AppId)!,
                AppPort = flags.GetValue(AppPort),
                HttpPort = flags.GetValue(HttpPort),
                GrpcPort = flags.GetValue(GrpcPort),
                ResourcesPaths = flags.GetValue(ResourcesPath) ?? [],
                AppHealthCheck = flags.GetValue(AppHealthCheck),
                ApiToken = Environment.GetEnvironmentVariable("DAPR_API_TOKEN"),
                AppApiToken = Environment.GetEnvironmentVariable("APP_API_TOKEN"),
                Log = Console.Error,
            }
        );
        await Task.WhenAny(sidecar.ShutdownRequested, Task.Delay(Timeout.Infinite, cancellationToken));
        return 0;
    }
}
