using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Platform;

namespace Monolith.Host.Health;

/// <summary>Whether the disk under the data folder has room. ClickHouse needs some to merge, the spool to take records in.</summary>
internal sealed class DiskHealth(DataFolder data) : IHealthCheck
{
    /// <summary>From here down someone should act.</summary>
    public const long LowBytes = 2L << 30;

    /// <summary>From here down ClickHouse may fail to write.</summary>
    public const long FullBytes = 256L << 20;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Judge(new DriveInfo(data.Path).AvailableFreeSpace));

    /// <summary>The verdict on so many free bytes.</summary>
    public static HealthCheckResult Judge(long freeBytes)
    {
        var free = string.Create(CultureInfo.InvariantCulture, $"{freeBytes >> 20} MiB are free.");
        return freeBytes switch
        {
            < FullBytes => HealthCheckResult.Unhealthy($"The disk is full: {free}"),
            < LowBytes => HealthCheckResult.Degraded($"The disk is nearly full: {free}"),
            _ => HealthCheckResult.Healthy(free),
        };
    }
}
