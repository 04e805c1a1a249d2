using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Notifications.Deliveries;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Alerting.Silences;

namespace Monolith.Alerting.Notifications.Dispatch;

/// <summary>One turn of a group, in Alertmanager's order: inhibition, silences, then for each way of telling the receiver
/// deduplication and sending. Thread-safe.</summary>
internal sealed class Flush(
    ActiveSilences silences,
    ActiveAcknowledgements acknowledgements,
    NotificationSender sender,
    NotificationMetrics metrics
)
{
    /// <summary>Tells the receiver of the group what it must know.</summary>
    /// <returns>False when something must be told and could not be.</returns>
    public async Task<bool> RunAsync(
        GroupState group,
        Routing routing,
        Inhibition inhibition,
        Recovery recovery,
        CancellationToken cancellationToken
    )
    {
        var active = await silences.OfAsync(group.Tenant, cancellationToken);
        var notInhibited = group.Alerts.Where(a => !inhibition.Inhibits(a.Labels)).ToList();
        var toTell = notInhibited.Where(a => !active.Any(s => s.Silences(a.Labels))).ToList();
        metrics.Inhibited(group.Alerts.Count - notInhibited.Count);
        metrics.Silenced(notInhibited.Count - toTell.Count);
        if (toTell.Count == 0)
        {
            return true;
        }

        var remaining = group with
        {
            Alerts = toTell,
            Acknowledged = await acknowledgements.OfAsync(group.Tenant, toTell, cancellationToken),
        };
        var told = await Task.WhenAll(
            routing
                .Receivers[group.Route.Receiver]
                .Integrations.Select(async integration =>
                {
                    await recovery.DoneAsync(group, integration, cancellationToken);
                    return await sender.TellAsync(remaining, integration, cancellationToken);
                })
        );
        return Array.TrueForAll(told, ok => ok);
    }
}
