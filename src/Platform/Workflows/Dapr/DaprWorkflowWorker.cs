using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Workflows.Dapr.Grpc;

namespace Monolith.Platform.Workflows.Dapr;

/// <summary>
/// Takes steps of workflows and activities from the sidecar, over one stream that is opened again whenever it ends. The
/// sidecar keeps all state and gives the work of a lost stream to another one, so nothing here needs to be durable.
/// </summary>
internal sealed class DaprWorkflowWorker(
    DaprTransport sidecar,
    TaskHubClient hub,
    WorkItemRunner runner,
    IOptions<DaprWorkflowOptions> options,
    TimeProvider clock,
    ILogger<DaprWorkflowWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan HealthCheckInterval = TimeSpan.FromMilliseconds(250);
    private bool _isConnected;
    private bool _lossIsKnown;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WaitForSidecarAsync(stoppingToken);
            for (var failures = 1; ; failures++)
            {
                var reason = await TakeWorkAsync(stoppingToken);
                if (_isConnected)
                {
                    failures = 1;
                }

                ReportLoss(failures, reason);
                await Task.Delay(
                    RetryDelay.After(failures, options.Value.ReconnectDelay, options.Value.MaxReconnectDelay),
                    clock,
                    stoppingToken
                );
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Also when there was no stream just now: activities of an earlier one may still run.
            await runner.DrainAsync();
        }
    }

    // Not /v1.0/healthz: that one waits for this host to listen, and so might this host for it.
    private async Task WaitForSidecarAsync(CancellationToken stopping)
    {
        var question = new DaprRequest(HttpMethod.Get, "/v1.0/healthz/outbound")
        {
            Repeat = DaprRepeat.Never,
            Timeout = TimeSpan.FromSeconds(5),
        };
        while (true)
        {
            try
            {
                await sidecar.ExecuteAsync(question, stopping);
                return;
            }
            catch (DaprException exception)
            {
                ReportLoss(failures: 1, exception.Message);
            }

            await Task.Delay(HealthCheckInterval, clock, stopping);
        }
    }

    /// <returns>Why the stream has ended.</returns>
    /// <exception cref="OperationCanceledException">The program stops.</exception>
    private async Task<string> TakeWorkAsync(CancellationToken stopping)
    {
        _isConnected = false;
        using var over = new CancellationTokenSource();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(over.Token, stopping);
        var watching = Task.CompletedTask;
        try
        {
            await hub.HelloAsync(stopping);
            watching = SayHelloUntilItFailsAsync(over, reading.Token);
            using var items = await hub.OpenWorkItemsAsync(reading.Token);
            ReportConnection();
            try
            {
                while (await items.ReadAsync(reading.Token) is { } item)
                {
                    runner.Start(item, over.Token);
                }
            }
            finally
            {
                if (stopping.IsCancellationRequested)
                {
                    // With the stream still open, or else the sidecar would no longer take the completions.
                    await runner.DrainAsync();
                }
            }

            return "the sidecar has ended the stream.";
        }
        catch (GrpcException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return "the sidecar does not answer Hello.";
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private async Task SayHelloUntilItFailsAsync(CancellationTokenSource over, CancellationToken reading)
    {
        using var timer = new PeriodicTimer(options.Value.HelloInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(reading))
            {
                await hub.HelloAsync(reading);
                ReportConnection();
            }
        }
        catch (GrpcException)
        {
            await over.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The stream has ended by itself.
        }
    }

    // An outage is reported once, not at every attempt to end it.
    private void ReportLoss(int failures, string reason)
    {
        if (_lossIsKnown)
        {
            logger.StreamFailed(failures, reason);
            return;
        }

        _lossIsKnown = true;
        logger.StreamLost(reason);
    }

    private void ReportConnection()
    {
        if (!_isConnected)
        {
            (_isConnected, _lossIsKnown) = (true, false);
            logger.StreamOpened();
        }
    }
}
