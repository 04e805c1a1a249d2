using Monolith.DaprSidecar.Workflows.Protocol;

namespace Monolith.DaprSidecar.Workflows.Management;

/// <summary>The names of the HTTP API. It has none for a stalled instance.</summary>
internal static class StatusNames
{
    public static string Of(OrchestrationStatus status) =>
        status switch
        {
            OrchestrationStatus.Running => "RUNNING",
            OrchestrationStatus.Completed => "COMPLETED",
            OrchestrationStatus.ContinuedAsNew => "CONTINUED_AS_NEW",
            OrchestrationStatus.Failed => "FAILED",
            OrchestrationStatus.Canceled => "CANCELED",
            OrchestrationStatus.Terminated => "TERMINATED",
            OrchestrationStatus.Pending => "PENDING",
            OrchestrationStatus.Suspended => "SUSPENDED",
            _ => "UNKNOWN",
        };
}
