using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform.Events;
using Monolith.Platform.Leases;

namespace Monolith.Audit.Shipping;

/// <summary>Work on trails that one replica does for all, turn after turn. What fails is tried again later: entries are durable
/// where they are, and waiting loses nothing.</summary>
internal abstract class LeasedWorker(string lease, ILeases leases, TimeProvider clock, ILogger logger)
    : BackgroundService
{
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly Wake _wake = new();

    /// <summary>Says that there is work.</summary>
    public void Wake() => _wake.Signal();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <summary>What time it is.</summary>
    protected TimeProvider Clock { get; } = clock;

    /// <summary>How long to wait for <see cref="Wake"/>, which other replicas do not hear.</summary>
    protected abstract TimeSpan TurnWait { get; }

    /// <summary>Prepares what a replica needs that has the lease now.</summary>
    protected abstract Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Does what there is to do.</summary>
    protected abstract Task TurnAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var taken = await leases.TryAcquireAsync(lease, LeaseDuration, stoppingToken);
                if (taken is not null)
                {
                    await OwnAsync(taken, () => retry = FirstRetry, stoppingToken);
                }

                await Task.Delay(IdleWait, Clock, stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it is, the next turn may go better.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.WorkWaits(e, lease, retry);
                await Task.Delay(retry, Clock, stoppingToken);
                retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LongestRetry.Ticks));
            }
        }
    }

    private async Task OwnAsync(ILease taken, Action succeeded, CancellationToken stoppingToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(taken.Lost, stoppingToken);
        await BeginAsync(both.Token);
        while (!taken.Lost.IsCancellationRequested)
        {
            await TurnAsync(both.Token);
            succeeded();
            await _wake.WaitAsync(TurnWait, both.Token);
        }
    }
}
