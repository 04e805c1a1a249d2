using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Platform.Leases;

namespace Monolith.Alerting.Scheduling;

/// <summary>Runs the work of one replica while this one has the lease, and tries to get it while another has it.</summary>
internal sealed class AlertingLeadership(
    ILeases leases,
    IEnumerable<IAlertingLeader> leaders,
    IOptions<AlertingOptions> options,
    TimeProvider clock,
    ILogger<AlertingLeadership> logger
) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host need not wait for the first turn
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await leases.TryAcquireAsync(
                    IAlertingLeader.Name,
                    options.Value.LeaseDuration,
                    stoppingToken
                );
                if (lease is not null)
                {
                    await LeadAsync(lease, stoppingToken);
                }

                await Task.Delay(RetryDelay, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LeadingFailed(e);
                await Task.Delay(RetryDelay, clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LeadAsync(ILease lease, CancellationToken stoppingToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lease.Lost);
        logger.LeadingBegan(lease.FencingToken);
        var work = leaders.Select(leader => leader.RunAsync(lease, ended.Token)).ToList();
        try
        {
            // One that breaks off takes the others with it, and all begin again: half the work would look like all of it.
            await await Task.WhenAny(work);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The lease is lost, or the host stops.
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            logger.LeadingEnded();
        }
    }
}
