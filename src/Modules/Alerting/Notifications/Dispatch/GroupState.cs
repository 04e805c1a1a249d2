using System.Text.Json;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>A group of alerts as of one moment.</summary>
/// <param name="Tenant">Whose alerts.</param>
/// <param name="Route">The route that brought them here.</param>
/// <param name="Labels">The labels that it groups by.</param>
/// <param name="Alerts">The alerts.</param>
/// <param name="At">The moment.</param>
/// <param name="Acknowledged">Those of its alerts that fire and that somebody looks after.</param>
internal sealed record GroupState(
    TenantId Tenant,
    Route Route,
    LabelSet Labels,
    IReadOnlyList<NotifiedAlert> Alerts,
    DateTimeOffset At,
    FingerprintSet Acknowledged
)
{
    /// <summary>Names the group, as Alertmanager does.</summary>
    public string Key => $"{Route.Key}:{Labels}";

    /// <summary>The name under which it is known what a receiver was told of the group in one way.</summary>
    public string LogIdOf(Integration integration) =>
        NotificationLog.IdOf(
            Tenant.Value,
            [Route.Key, JsonSerializer.Serialize(Labels), integration.Receiver, integration.Name]
        );
}
