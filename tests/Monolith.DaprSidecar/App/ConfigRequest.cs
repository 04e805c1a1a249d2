namespace Monolith.DaprSidecar.App;

/// <summary>Asks the app for its actor configuration, as daprd does first. Actors are not played, so the answer goes nowhere.</summary>
internal sealed class ConfigRequest(AppChannel app) : IAppWork
{
    private bool _asked;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_asked)
        {
            return;
        }

        _asked = true;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dapr/config");
        try
        {
            using var response = await app.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Whatever happens counts as an empty configuration.
        }
    }

    public Task StopAsync() => Task.CompletedTask;
}
