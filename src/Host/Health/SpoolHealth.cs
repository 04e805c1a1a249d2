using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Storage.Contracts;

namespace Monolith.Host.Health;

/// <summary>Whether records can be kept. Not ready until the tables are there for the first time, and when it is full.</summary>
internal sealed class SpoolHealth(ISpoolStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(Judge(status.Current));

    /// <summary>The verdict on a state.</summary>
    public static HealthCheckResult Judge(SpoolStatus spool)
    {
        var used = string.Create(
            CultureInfo.InvariantCulture,
            $"{spool.WaitingFrames} frames wait, {spool.UsedBytes >> 20} of {spool.CapacityBytes >> 20} MiB are used."
        );
        if (spool.Shipping == ShippingState.Starting)
        {
            return HealthCheckResult.Unhealthy($"The tables are not ready yet. {spool.LastError}".TrimEnd());
        }

        if (spool.UsedBytes >= spool.CapacityBytes)
        {
            return HealthCheckResult.Unhealthy($"The spool is full and refuses records. {used}");
        }

        if (spool.Shipping == ShippingState.Waiting)
        {
            return HealthCheckResult.Degraded($"ClickHouse takes no rows just now: {spool.LastError} {used}");
        }

        return spool.DamagedFiles + spool.RefusedFiles == 0
            ? HealthCheckResult.Healthy(used)
            : HealthCheckResult.Degraded(
                $"{spool.DamagedFiles} damaged and {spool.RefusedFiles} refused files wait for a person, see docs/storage.md. {used}"
            );
    }
}
