using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Platform.ClickHouse;
using Monolith.Platform.Engine;

namespace Monolith.Host.Health;

/// <summary>Whether ClickHouse answers: the embedded engine by what its supervisor knows, a server by a ping.</summary>
internal sealed class EngineHealth(ClickHouseClient clickHouse, IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (services.GetService<EngineStatus>() is { } status)
        {
            var engine = status.Current;
            return engine.State == EngineState.Ready
                ? HealthCheckResult.Healthy($"The embedded engine answers (process {engine.ProcessId}).")
                : HealthCheckResult.Degraded($"{engine.Reason} Records are accepted and wait in the spool.");
        }

        return await clickHouse.PingAsync(cancellationToken)
            ? HealthCheckResult.Healthy("ClickHouse answers.")
            : HealthCheckResult.Degraded("ClickHouse does not answer. Records are accepted and wait in the spool.");
    }
}
