using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monolith.Platform.ClickHouse.Migrations;

namespace Monolith.Storage.Shipping;

/// <summary>Brings the tables up to date and then lets the shipper begin. Until ClickHouse answers it tries again: records
/// are accepted meanwhile and wait in the spool.</summary>
internal sealed class SchemaService(
    MigrationRunner runner,
    SchemaGate gate,
    TimeProvider clock,
    ILogger<SchemaService> logger
) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var migrations = Migration.EmbeddedIn(typeof(SchemaService).Assembly);
        for (
            var wait = FirstRetry;
            !gate.IsOpen;
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestRetry.Ticks))
        )
        {
            try
            {
                await runner.ApplyAsync(migrations, stoppingToken);
                gate.Open();
                return;
            }
#pragma warning disable CA1031 // Whatever it is: without tables nothing can be shipped, and nothing is lost by waiting.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                gate.Failed(e);
                logger.SchemaNotReady(e, wait);
            }

            await Task.Delay(wait, clock, stoppingToken);
        }
    }
}
