using System.CommandLine;

namespace Monolith.DaprSidecar.Running;

/// <summary>daprd's flags, and <c>run -f</c> of its command line.</summary>
internal static class CommandLine
{
    /// <summary>Enough for deliveries to end, and for apps that are asked to stop.</summary>
    private static readonly TimeSpan TerminationBound = TimeSpan.FromSeconds(30);

    private static readonly Option<string> AppId = new("--app-id")
    {
        Description = "Identity of the app.",
        Required = true,
    };
    private static readonly Option<int?> AppPort = new("--app-port") { Description = "Where the app listens." };
    private static readonly Option<string> AppChannelAddress = new("--app-channel-address")
    {
        DefaultValueFactory = _ => "127.0.0.1",
    };
    private static readonly Option<int> AppMaxConcurrency = new("--app-max-concurrency")
    {
        DefaultValueFactory = _ => -1,
    };
    private static readonly Option<int> HttpPort = new("--dapr-http-port") { DefaultValueFactory = _ => 3500 };
    private static readonly Option<int> GrpcPort = new("--dapr-grpc-port") { DefaultValueFactory = _ => 50001 };
    private static readonly Option<string[]> ResourcesPath = new("--resources-path")
    {
        Description = "Folder with components and the like. May be repeated.",
    };
    private static readonly Option<string?> Config = new("--config")
    {
        Description = "File of the Configuration resource.",
    };
    private static readonly Option<string> MaxBodySize = new("--max-body-size") { DefaultValueFactory = _ => "4Mi" };
    private static readonly Option<bool> AppHealthCheck = new("--enable-app-health-check");
    private static readonly Option<string> AppHealthPath = new("--app-health-check-path")
    {
        DefaultValueFactory = _ => "/healthz",
    };
    private static readonly Option<int> AppHealthInterval = new("--app-health-probe-interval")
    {
        Description = "Seconds.",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<int> AppHealthTimeout = new("--app-health-probe-timeout")
    {
        Description = "Milliseconds.",
        DefaultValueFactory = _ => 500,
    };
    private static readonly Option<int> AppHealthThreshold = new("--app-health-threshold")
    {
        DefaultValueFactory = _ => 3,
    };
    private static readonly Option<int> GracefulShutdown = new("--dapr-graceful-shutdown-seconds")
    {
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<FileInfo> RunFilePath = new("-f", "--run-file")
    {
        Description = "The multi-app run file.",
        Required = true,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Stands in for daprd, in memory. Flags of daprd that mean nothing here are passed over."
        )
        {
            AppId,
            AppPort,
            AppChannelAddress,
            AppMaxConcurrency,
            HttpPort,
            GrpcPort,
            ResourcesPath,
            Config,
            MaxBodySize,
            AppHealthCheck,
            AppHealthPath,
            AppHealthInterval,
            AppHealthTimeout,
            AppHealthThreshold,
            GracefulShutdown,
            RunCommand(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(ServeAsync);
        return await root.Parse(args)
            .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TerminationBound });
    }

    private static Command RunCommand()
    {
        var run = new Command("run", "Starts the apps of a run file, each with a sidecar. They reach each other.")
        {
            RunFilePath,
        };
        run.SetAction(
            (flags, stop) => AppGroup.RunAsync(RunFile.Read(flags.GetRequiredValue(RunFilePath).FullName), stop)
        );
        return run;
    }

    private static async Task<int> ServeAsync(ParseResult flags, CancellationToken cancellationToken)
    {
        await using var sidecar = await Sidecar.StartAsync(Options(flags));
        await Console.Error.WriteLineAsync(
            $"dapr initialized. HTTP {sidecar.HttpEndpoint}, gRPC {sidecar.GrpcEndpoint}"
        );
        await Task.WhenAny(sidecar.ShutdownRequested, Task.Delay(Timeout.Infinite, cancellationToken));
        return 0;
    }

    private static SidecarOptions Options(ParseResult flags) =>
        new()
        {
            AppId = flags.GetRequiredValue(AppId),
            AppPort = flags.GetValue(AppPort),
            AppChannelAddress = flags.GetRequiredValue(AppChannelAddress),
            AppMaxConcurrency = flags.GetValue(AppMaxConcurrency),
            HttpPort = flags.GetValue(HttpPort),
            GrpcPort = flags.GetValue(GrpcPort),
            ResourcesPaths = flags.GetValue(ResourcesPath) ?? [],
            ConfigPath = flags.GetValue(Config),
            MaxBodyBytes = Quantity.ParseBytes(flags.GetRequiredValue(MaxBodySize)),
            AppHealthCheck = flags.GetValue(AppHealthCheck),
            AppHealthPath = flags.GetRequiredValue(AppHealthPath),
            AppHealthInterval = TimeSpan.FromSeconds(flags.GetValue(AppHealthInterval)),
            AppHealthTimeout = TimeSpan.FromMilliseconds(flags.GetValue(AppHealthTimeout)),
            AppHealthThreshold = flags.GetValue(AppHealthThreshold),
            GracefulShutdown = TimeSpan.FromSeconds(flags.GetValue(GracefulShutdown)),
            ApiToken = Environment.GetEnvironmentVariable("DAPR_API_TOKEN"),
            AppApiToken = Environment.GetEnvironmentVariable("APP_API_TOKEN"),
            Log = Console.Error,
        };
}
