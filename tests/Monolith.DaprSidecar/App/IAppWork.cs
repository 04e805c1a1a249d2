namespace Monolith.DaprSidecar.App;

/// <summary>Something that calls the app of its own accord, and must not while the app is unhealthy.</summary>
internal interface IAppWork
{
    /// <summary>Begins, or goes on. The first call may ask the app what it wants.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops, and returns once no call is under way.</summary>
    Task StopAsync();
}
