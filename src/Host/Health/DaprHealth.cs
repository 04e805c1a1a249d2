using Microsoft.Extensions.Diagnostics.HealthChecks;
using Monolith.Platform.Dapr;

namespace Monolith.Host.Health;

/// <summary>Whether the Dapr sidecar takes requests. Never a reason not to be ready: the sidecar waits for this answer
/// before it delivers anything, and whoever sends logs by HTTP needs no sidecar.</summary>
internal sealed class DaprHealth(DaprClient sidecar, TimeProvider clock) : IHealthCheck
{
    // The sidecar's own probe of this host gives up after half a second.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var answer = sidecar.CheckOutboundHealthAsync(cancellationToken);
        try
        {
            return await answer.WaitAsync(Patience, clock, cancellationToken)
                ? HealthCheckResult.Healthy("The sidecar takes requests.")
                : HealthCheckResult.Degraded("The Dapr sidecar does not answer: logs come in by HTTP only.");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Degraded("The Dapr sidecar is slow to answer.");
        }
    }
}
