using Microsoft.Extensions.Logging;
using Monolith.Alerting.Notifications.Dispatch;
using Monolith.Alerting.Notifications.Receivers;
using Monolith.Alerting.Notifications.Routes;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>
/// Tells receivers of groups, once of each change. What is sent is written down before, and what came of it after: a
/// process that ends in between leaves behind what its successor sends again, under the same key. Thread-safe, but one way
/// of telling one receiver of one group must be used by one caller at a time.
/// </summary>
internal sealed class NotificationSender(
    NotificationLog log,
    Persistence persistence,
    Routings routings,
    NotificationMetrics metrics,
    TimeProvider clock,
    ILogger<NotificationSender> logger
)
{
    private static readonly TimeSpan ResumeWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan KeptAtLeast = TimeSpan.FromDays(5);

    /// <summary>Tells a receiver of a group in one way, if there is something to tell.</summary>
    /// <returns>False when there is and it could not be told.</returns>
    public async Task<bool> TellAsync(GroupState group, Integration integration, CancellationToken cancellationToken)
    {
        var id = group.LogIdOf(integration);
        var read = await log.ReadAsync(id, cancellationToken);
        var entry = read?.Value ?? new LogEntry(integration.Name, Sequence: 0, Told: null, Sending: null);
        var content = new Told(Fingerprints(group, isFiring: true), Fingerprints(group, isFiring: false), group.At);
        var reason = ReasonFor(entry, content, group, integration);
        if (reason == NotifyReason.None)
        {
            await ForgetSendingAsync(id, read, cancellationToken);
            return true;
        }

        if (reason == NotifyReason.Acknowledged)
        {
            await HoldBackAsync(id, read, entry, group, cancellationToken);
            return true;
        }

        if (content.Firing.Count == 0 && !integration.SendResolved)
        {
            var ended = entry with { Told = content, Sending = null };
            await log.WriteAsync(id, read, ended, cancellationToken);
            return true;
        }

        // Changes are told of the whole group; who is reminded need not be reminded of what somebody looks after.
        var leftOut = reason == NotifyReason.Repeat ? group.Acknowledged : FingerprintSet.Empty;
        metrics.Acknowledged(leftOut.Count);
        var notification = Compose(group, integration, content, leftOut, id, entry.Sequence);
        var sending = new Sending(notification, content, reason, KeptFor(group));
        return await SendAsync(
            id,
            read,
            entry with
            {
                Sending = sending,
            },
            integration,
            group.Route.GroupInterval,
            cancellationToken
        );
    }

    /// <summary>Sends again what may not have been delivered when a process ended.</summary>
    public async Task ResumeAsync(Document<LogEntry> read, CancellationToken cancellationToken)
    {
        var sending = read.Value.Sending ?? throw new ArgumentException("Nothing is being sent.", nameof(read));
        var notification = sending.Notification;
        var routing = await routings.OfAsync(new TenantId(notification.Tenant), cancellationToken);
        if (routing.Find(notification.Receiver, read.Value.Integration) is not { } integration)
        {
            await ForgetSendingAsync(read.Id, read, cancellationToken);
            return;
        }

        var entry = read.Value with { Sending = sending with { Reason = NotifyReason.Resumed } };
        await SendAsync(read.Id, read, entry, integration, ResumeWithin, cancellationToken);
    }

    /// <summary>Whether the receiver must be told. Of what may be on its way already, nobody knows whether it arrived: the same is
    /// told again under the same key, and an end even though the beginning may never have arrived.</summary>
    private static NotifyReason ReasonFor(LogEntry entry, Told content, GroupState group, Integration integration) =>
        Deduplication.NeedsUpdate(
            content.Firing.Count == 0 ? entry.MayKnow : entry.Told,
            content.Firing,
            content.Resolved,
            group.Acknowledged,
            integration.SendResolved,
            group.Route.RepeatInterval,
            group.At
        );

    private async Task<bool> SendAsync(
        string id,
        Document<LogEntry>? read,
        LogEntry entry,
        Integration integration,
        TimeSpan within,
        CancellationToken cancellationToken
    )
    {
        var sending = entry.Sending!;
        var delivery = Delivery.Begin(sending.Notification, integration.Name, sending.Reason, sending.Content);
        var begun = await log.BeginAsync(id, read, entry, delivery, cancellationToken);
        var attempts = await persistence.TellAsync(integration, sending.Notification, within, cancellationToken);
        var after = attempts.Last.Outcome switch
        {
            NotifyOutcome.Delivered => entry.Sent(),
            NotifyOutcome.Refused => entry with { Sending = null },
            NotifyOutcome.Failed => entry,
            var outcome => throw new InvalidOperationException($"{outcome} is no outcome."),
        };
        await log.EndAsync(begun, after, delivery.End(attempts, clock.GetUtcNow()), cancellationToken);
        if (attempts.Last.Outcome != NotifyOutcome.Delivered)
        {
            logger.NotTold(
                sending.Notification.Tenant,
                integration.Receiver,
                integration.Name,
                attempts.Count,
                attempts.Last.Receipt
            );
        }

        return attempts.Last.Outcome == NotifyOutcome.Delivered;
    }

    /// <summary>Notes once for each time that it would have been told: who is not told again must still be told of the end.</summary>
    private async Task HoldBackAsync(
        string id,
        Document<LogEntry>? read,
        LogEntry entry,
        GroupState group,
        CancellationToken cancellationToken
    )
    {
        if (entry.HeldBackAt is { } last && last > entry.Told!.At && group.At - last <= group.Route.RepeatInterval)
        {
            await ForgetSendingAsync(id, read, cancellationToken);
            return;
        }

        metrics.Acknowledged(group.Acknowledged.Count);
        var heldBack = entry with { Sending = null, HeldBackAt = group.At };
        await log.WriteAsync(id, read, heldBack, cancellationToken, KeptFor(group));
    }

    private static TimeSpan KeptFor(GroupState group)
    {
        var kept = group.Route.RepeatInterval * 2;
        return kept > KeptAtLeast ? kept : KeptAtLeast;
    }

    private Task ForgetSendingAsync(string id, Document<LogEntry>? read, CancellationToken cancellationToken) =>
        read?.Value.Sending is null
            ? Task.CompletedTask
            : log.WriteAsync(id, read, read.Value with { Sending = null }, cancellationToken);

    private static FingerprintSet Fingerprints(GroupState group, bool isFiring) =>
        FingerprintSet.Of(group.Alerts.Where(a => a.IsFiring == isFiring).Select(a => a.Labels));

    /// <summary>The same alerts after the same number of notifications make the same key, whoever composes it.</summary>
    private static Notification Compose(
        GroupState group,
        Integration integration,
        Told content,
        FingerprintSet leftOut,
        string id,
        long sequence
    )
    {
        var alerts = group
            .Alerts.Where(a => a.IsFiring ? !leftOut.Contains(a.Labels) : integration.SendResolved)
            .OrderByDescending(a => a.IsFiring)
            .ThenBy(a => a.StartsAt)
            .ThenBy(a => a.Labels.Fingerprint, StringComparer.Ordinal)
            .ToList();
        return new Notification(
            group.Tenant.Value,
            integration.Receiver,
            group.Key,
            group.Labels,
            [.. alerts.Take(integration.MaxAlerts)],
            Math.Max(0, alerts.Count - integration.MaxAlerts),
            NotificationLog.KeyOf(
                [id, $"{sequence}", $"{content.Firing.Count}"],
                [.. content.Firing.ToBytes(), .. content.Resolved.ToBytes(), .. leftOut.ToBytes()]
            )
        );
    }
}
