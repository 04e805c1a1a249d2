namespace Monolith.DaprSidecar.App;

/// <summary>Follows the app through its life: waits for its port, asks what it wants, and delivers as long as it is healthy.</summary>
internal sealed class AppLife(SidecarOptions options, AppChannel app, IReadOnlyList<IAppWork> works) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private bool _delivers;

    /// <summary>True once discovery is done: <c>/v1.0/healthz</c> says so.</summary>
    public bool IsReady { get; private set; }

    public void Start() => _loop = RunAsync(_stop.Token);

    /// <summary>Ends all deliveries for good.</summary>
    public async ValueTask DisposeAsync()
    {
        IsReady = false;
        await _stop.CancelAsync();
        await _loop;
        await StopWorksAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.AppPort is null)
            {
                IsReady = true;
                return;
            }

            await app.WaitForPortAsync(cancellationToken);
            if (options.AppHealthCheck)
            {
                await FollowHealthAsync(cancellationToken);
            }
            else
            {
                await StartWorksAsync(cancellationToken);
                IsReady = true;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The sidecar stops.
        }
    }

    private async Task FollowHealthAsync(CancellationToken cancellationToken)
    {
        // An app counts as unhealthy until its first good probe.
        app.IsHealthy = false;
        var failures = 0;
        using var timer = new PeriodicTimer(options.AppHealthInterval);
        do
        {
            failures = await app.ProbeAsync(cancellationToken) ? 0 : failures + 1;
            if (failures == 0 && !app.IsHealthy)
            {
                app.IsHealthy = true;
                await StartWorksAsync(cancellationToken);
                IsReady = true;
            }
            else if (failures >= options.AppHealthThreshold && app.IsHealthy)
            {
                app.IsHealthy = false;
                await options.Log.WriteLineAsync("The app is unhealthy: deliveries stop.");
                await StopWorksAsync();
            }
        } while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task StartWorksAsync(CancellationToken cancellationToken)
    {
        _delivers = true;
        foreach (var work in works)
        {
            await work.StartAsync(cancellationToken);
        }
    }

    private async Task StopWorksAsync()
    {
        if (_delivers)
        {
            _delivers = false;
            await Task.WhenAll(works.Select(work => work.StopAsync()));
        }
    }
}
