using System.Diagnostics.Metrics;
using Monolith.Alerting.Notifications.Receivers;

namespace Monolith.Alerting.Notifications;

/// <summary>Counts who is told, and who is not.</summary>
internal sealed class NotificationMetrics
{
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _attemptDuration;
    private readonly Counter<long> _suppressed;
    private readonly Histogram<double> _turnDuration;
    private readonly UpDownCounter<long> _groups;

    public NotificationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Alerting");
        _sent = meter.CreateCounter<long>(
            "monolith.alerting.notification.sent",
            "{notification}",
            "Notifications that were delivered or given up."
        );
        _attemptDuration = meter.CreateHistogram<double>(
            "monolith.alerting.notification.attempt_duration",
            "s",
            "How long one attempt to tell a receiver took."
        );
        _suppressed = meter.CreateCounter<long>(
            "monolith.alerting.notification.suppressed",
            "{alert}",
            "Alerts left out of notifications."
        );
        _turnDuration = meter.CreateHistogram<double>(
            "monolith.alerting.notification.turn_duration",
            "s",
            "How long a turn of a group took, telling its receivers included."
        );
        _groups = meter.CreateUpDownCounter<long>(
            "monolith.alerting.notification.groups",
            "{group}",
            "Groups of alerts that this replica looks after."
        );
    }

    public void Sent(string kind, NotifyOutcome outcome) => _sent.Add(1, Tags(kind, outcome));

    public void Tried(string kind, NotifyOutcome outcome, TimeSpan duration) =>
        _attemptDuration.Record(duration.TotalSeconds, Tags(kind, outcome));

    public void Silenced(int alerts) => Suppressed(alerts, "silenced");

    public void Inhibited(int alerts) => Suppressed(alerts, "inhibited");

    public void Acknowledged(int alerts) => Suppressed(alerts, "acknowledged");

    public void TurnTaken(TimeSpan duration) => _turnDuration.Record(duration.TotalSeconds);

    public void GroupOpened() => _groups.Add(1);

    public void GroupClosed() => _groups.Add(-1);

    private void Suppressed(int alerts, string reason)
    {
        if (alerts > 0)
        {
            _suppressed.Add(alerts, new KeyValuePair<string, object?>("monolith.reason", reason));
        }
    }

    private static KeyValuePair<string, object?>[] Tags(string kind, NotifyOutcome outcome)
    {
        var receiver = new KeyValuePair<string, object?>("monolith.receiver", kind);
        return outcome switch
        {
            NotifyOutcome.Delivered => [receiver],
            NotifyOutcome.Failed => [receiver, new KeyValuePair<string, object?>("error.type", "failed")],
            NotifyOutcome.Refused => [receiver, new KeyValuePair<string, object?>("error.type", "refused")],
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a known outcome."),
        };
    }
}
