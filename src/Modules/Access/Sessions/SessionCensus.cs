using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Access.ApiKeys;

namespace Monolith.Access.Sessions;

/// <summary>Counts the sessions once a minute, where people sign in.</summary>
internal sealed class SessionCensus(
    SessionStore sessions,
    AccessMetrics metrics,
    IOptions<AccessOptions> options,
    TimeProvider clock,
    ILogger<SessionCensus> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Counts them now.</summary>
    public async Task CountAsync(CancellationToken cancellationToken) =>
        metrics.NoteOpenSessions(await sessions.CountAsync(cancellationToken));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.HasSignIn)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await CountAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The loop outlives whatever a store throws.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.SessionsNotCounted(failure);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
