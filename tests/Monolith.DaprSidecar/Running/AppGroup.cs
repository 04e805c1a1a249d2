namespace Monolith.DaprSidecar.Running;

/// <summary>Runs the apps of a run file, each with its sidecar, on one broker.</summary>
internal static class AppGroup
{
    /// <summary>Returns when all apps have ended, or once it is cancelled and all are stopped.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<RunFileApp> apps, CancellationToken cancellationToken)
    {
        var broker = new Broker();
        var sidecars = new List<Sidecar>();
        var processes = new List<AppProcess>();
        try
        {
            foreach (var app in apps)
            {
                var sidecar = await Sidecar.StartAsync(
                    app.Sidecar with
                    {
                        Broker = broker,
                        ApiToken = Environment.GetEnvironmentVariable("DAPR_API_TOKEN"),
                        AppApiToken = Environment.GetEnvironmentVariable("APP_API_TOKEN"),
                        Log = Console.Error,
                    }
                );
                sidecars.Add(sidecar);
                await Console.Error.WriteLineAsync(
                    $"{app.Sidecar.AppId}: HTTP {sidecar.HttpEndpoint}, gRPC {sidecar.GrpcEndpoint}"
                );
                if (app.Command.Count > 0)
                {
                    processes.Add(AppProcess.Start(app, sidecar, Console.Out));
                }
            }

            await WaitAsync(processes, cancellationToken);
            return 0;
        }
        finally
        {
            // Apps first: while they stop, they may still publish what they hold.
            await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
            await Task.WhenAll(sidecars.Select(sidecar => sidecar.DisposeAsync().AsTask()));
        }
    }

    private static async Task WaitAsync(List<AppProcess> processes, CancellationToken cancellationToken)
    {
        try
        {
            var ends =
                processes.Count == 0
                    ? Task.Delay(Timeout.Infinite, cancellationToken)
                    : Task.WhenAll(processes.Select(process => process.WaitForExitAsync(cancellationToken)));
            await ends;
        }
        catch (OperationCanceledException)
        {
            // The user has had enough.
        }
    }
}
