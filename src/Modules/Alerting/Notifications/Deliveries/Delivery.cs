using System.Text.Json.Serialization;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Receivers;

namespace Monolith.Alerting.Notifications.Deliveries;

/// <summary>Who was told what, when, and what came of it.</summary>
/// <param name="Key">The key of the notification.</param>
/// <param name="Receiver">Who.</param>
/// <param name="Integration">In which way.</param>
/// <param name="GroupKey">Of which group.</param>
/// <param name="GroupLabels">The labels of the group.</param>
/// <param name="Reason">Why.</param>
/// <param name="Firing">How many alerts fired.</param>
/// <param name="Resolved">How many were resolved.</param>
/// <param name="TruncatedAlerts">How many of them were left out.</param>
/// <param name="Alerts">The fingerprints of the first of them.</param>
/// <param name="StartedAt">When it was first tried.</param>
/// <param name="EndedAt">When it was delivered or given up; null while it is tried.</param>
/// <param name="Status">How it is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Receipt">What the receiver answered last, or why it did not.</param>
internal sealed record Delivery(
    string Key,
    string Receiver,
    string Integration,
    string GroupKey,
    LabelSet GroupLabels,
    NotifyReason Reason,
    int Firing,
    int Resolved,
    int TruncatedAlerts,
    IReadOnlyList<string> Alerts,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    DeliveryStatus Status,
    int Attempts,
    string Receipt
)
{
    private const int AlertsShown = 20;

    /// <summary>A delivery that begins.</summary>
    public static Delivery Begin(Notification notification, string integration, NotifyReason reason, Told content) =>
        new(
            notification.Key,
            notification.Receiver,
            integration,
            notification.GroupKey,
            notification.GroupLabels,
            reason,
            content.Firing.Count,
            content.Resolved.Count,
            notification.TruncatedAlerts,
            [.. notification.Alerts.Take(AlertsShown).Select(a => a.Labels.Fingerprint)],
            content.At,
            EndedAt: null,
            DeliveryStatus.Sending,
            Attempts: 0,
            Receipt: ""
        );

    /// <summary>The same at its end.</summary>
    public Delivery End(Attempts attempts, DateTimeOffset now) =>
        this with
        {
            EndedAt = now,
            Status =
                attempts.Last.Outcome == NotifyOutcome.Delivered ? DeliveryStatus.Delivered : DeliveryStatus.Failed,
            Attempts = attempts.Count,
            Receipt = attempts.Last.Receipt,
        };
}

/// <summary>How a delivery is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryStatus>))]
internal enum DeliveryStatus
{
    /// <summary>It is being tried, or was when the process ended.</summary>
    Sending,

    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>It was refused or given up. While there is something to tell, the group's next turn tries anew.</summary>
    Failed,
}
