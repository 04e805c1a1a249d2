using Microsoft.Extensions.Hosting;

namespace Monolith.Processing.Redaction.Keys;

/// <summary>Looks every few seconds whether another replica has changed keys.</summary>
internal sealed class KeyRefresh(KeyRings rings, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await rings.RefreshAsync(stoppingToken);
        }
    }
}
