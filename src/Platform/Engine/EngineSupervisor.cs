using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Engine.Child;
using Monolith.Platform.Engine.Http;
using Monolith.Platform.Engine.Supervision;

namespace Monolith.Platform.Engine;

/// <summary>Starts the engine process, waits until it answers, starts it again when it dies, and stops it.</summary>
/// <remarks>The host begins only when the engine answers, so what comes after it may use it at once.</remarks>
public sealed class EngineSupervisor : IHostedService, IDisposable
{
    private static readonly TimeSpan BetweenPings = TimeSpan.FromMilliseconds(25);

    private readonly EngineOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<EngineSupervisor> _log;
    private readonly EngineLaunch _launch;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stopping = new();
    private EngineChild? _child;
    private Task _watching = Task.CompletedTask;

    /// <summary>Supervises the engine whose data is in <c>engine</c> of the data folder.</summary>
    public EngineSupervisor(
        DataFolder data,
        EngineEndpoint endpoint,
        EngineStatus status,
        IOptions<EngineOptions> options,
        TimeProvider clock,
        ILogger<EngineSupervisor> log
    )
    {
        (Status, _options, _clock, _log) = (status, options.Value, clock, log);
        _launch = new EngineLaunch(data.Sub("engine"), endpoint.SocketPath, _options);
        _http = new HttpClient(endpoint.CreateHandler()) { BaseAddress = EngineEndpoint.Address };
    }

    /// <summary>How the engine is.</summary>
    public EngineStatus Status { get; }

    /// <summary>Starts the engine and waits until it answers.</summary>
    /// <exception cref="EngineStartException">It does not; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Status.Set(EngineState.Starting, "The engine is starting.", null);
        _child = await LaunchAsync(cancellationToken);
        _watching = WatchAsync(_child);
    }

    /// <summary>Stops the engine.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
        if (_child is not null)
        {
            await _child.StopAsync(_options.StopTimeout);
            _child.Dispose();
            _child = null;
            _log.Stopped();
        }

        Status.Set(EngineState.Stopped, "The engine has been stopped.", null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task<EngineChild> LaunchAsync(CancellationToken cancellationToken)
    {
        var child = await EngineChild.StartAsync(_launch, _log);
        try
        {
            await AnswersAsync(child, cancellationToken);
        }
        catch
        {
            await child.StopAsync(_options.StopTimeout);
            child.Dispose();
            throw;
        }

        Status.Set(EngineState.Ready, null, child.Id);
        _log.Ready(child.Id, _launch.Folder);
        return child;
    }

    private async Task AnswersAsync(EngineChild child, CancellationToken cancellationToken)
    {
        var begun = _clock.GetTimestamp();
        while (!await PingAsync(child.Id, cancellationToken))
        {
            if (child.HasExited)
            {
                throw new EngineStartException(await child.EndAsync(cancellationToken));
            }

            if (_clock.GetElapsedTime(begun) > _options.StartTimeout)
            {
                throw new EngineStartException($"The engine did not answer within {_options.StartTimeout}.");
            }

            await Task.Delay(BetweenPings, _clock, cancellationToken);
        }
    }

    // Another engine may still answer at the same address: the one that this process is waiting for to leave.
    private async Task<bool> PingAsync(int process, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync("ping", cancellationToken);
            return response.Headers.TryGetValues(EngineHandler.ProcessHeader, out var values)
                && values.Contains(process.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // The one loop that changes _child after the start. It ends only when the host stops.
    private async Task WatchAsync(EngineChild child)
    {
        try
        {
            while (true)
            {
                var reason = await child.EndAsync(_stopping.Token);
                child.Dispose();
                _child = null;
                child = _child = await RestartAsync(reason);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task<EngineChild> RestartAsync(string reason)
    {
        for (var attempt = 0; ; attempt++)
        {
            var delay = Backoff.After(attempt);
            Status.Set(EngineState.Restarting, reason, null);
            _log.Ended(reason, delay);
            await Task.Delay(delay, _clock, _stopping.Token);
            try
            {
                return await LaunchAsync(_stopping.Token);
            }
            catch (EngineStartException e)
            {
                reason = e.Message;
            }
        }
    }
}
