using System.Net;
using Monolith.DaprSidecar.App;
using Monolith.DaprSidecar.Resources;
using Monolith.DaprSidecar.Schedules;

namespace Monolith.DaprSidecar.Bindings;

/// <summary>Calls the app on a schedule. Every replica of the app is called.</summary>
internal sealed class CronBindings : IAppWork
{
    private static readonly TimeSpan ProbeBound = TimeSpan.FromSeconds(3);

    private readonly AppChannel _app;
    private readonly SidecarOptions _options;
    private readonly List<(Component Component, Schedule Schedule)> _bindings = [];
    private List<(string Route, Schedule Schedule)>? _wanted;
    private List<Background> _ticking = [];

    /// <exception cref="ResourceException">A schedule cannot be read.</exception>
    public CronBindings(ResourceSet resources, AppChannel app, SidecarOptions options)
    {
        (_app, _options) = (app, options);
        foreach (var component in resources.Components.Where(component => component.Type == "bindings.cron"))
        {
            _bindings.Add(
                Schedule.TryParse(component.Setting("schedule") ?? "", out var schedule)
                    ? (component, schedule)
                    : throw new ResourceException($"Component {component.Name}: its schedule cannot be read.")
            );
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _wanted ??= await FindWantedAsync(cancellationToken);
        _ticking =
        [
            .. _wanted.Select(binding => new Background(stop => RunAsync(binding.Route, binding.Schedule, stop))),
        ];
    }

    public Task StopAsync() => Task.WhenAll(_ticking.Select(ticking => ticking.DisposeAsync().AsTask()));

    private async Task<List<(string Route, Schedule Schedule)>> FindWantedAsync(CancellationToken cancellationToken)
    {
        var wanted = new List<(string, Schedule)>();
        foreach (var (component, schedule) in _bindings)
        {
            var route = "/" + (component.Setting("route") ?? component.Name).TrimStart('/');
            var isWanted = component.Setting("direction") is { Length: > 0 } direction
                ? direction.Contains("input", StringComparison.Ordinal)
                : await WantsAsync(route, cancellationToken);
            if (isWanted)
            {
                wanted.Add((route, schedule));
            }
        }

        return wanted;
    }

    private async Task<bool> WantsAsync(string route, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(ProbeBound);
        using var request = new HttpRequestMessage(HttpMethod.Options, route);
        try
        {
            using var response = await _app.SendAsync(request, bound.Token);
            return response.StatusCode != HttpStatusCode.NotFound;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task RunAsync(string route, Schedule schedule, CancellationToken cancellationToken)
    {
        var last = _options.Clock.GetUtcNow();
        while (schedule.Next(last) is { } next)
        {
            var wait = next - _options.Clock.GetUtcNow();
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _options.Clock, cancellationToken);
            await TickAsync(route, next, cancellationToken);
            last = next;
        }
    }

    private async Task TickAsync(string route, DateTimeOffset time, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.Add("readTimeUTC", time.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ"));
        request.Headers.Add("timeZone", "UTC");
        try
        {
            using var response = await _app.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                await _options.Log.WriteLineAsync($"The app refused a tick at {route}: {(int)response.StatusCode}.");
            }
        }
        catch (HttpRequestException error)
        {
            await _options.Log.WriteLineAsync($"The app missed a tick at {route}: {error.Message}");
        }
    }
}
