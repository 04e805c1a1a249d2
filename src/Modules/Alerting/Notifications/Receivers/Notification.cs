using Monolith.Alerting.Alerts;
using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>What a receiver is told: a group of alerts as of one moment.</summary>
/// <param name="Tenant">Whose alerts.</param>
/// <param name="Receiver">Who is told.</param>
/// <param name="GroupKey">Names the group.</param>
/// <param name="GroupLabels">The labels that all of the group share because it is grouped by them.</param>
/// <param name="Alerts">The alerts, those that fire first.</param>
/// <param name="TruncatedAlerts">How many more there are.</param>
/// <param name="Key">Names the notification: told again after a failure or a crash it has the same key.</param>
internal sealed record Notification(
    string Tenant,
    string Receiver,
    string GroupKey,
    LabelSet GroupLabels,
    IReadOnlyList<NotifiedAlert> Alerts,
    int TruncatedAlerts,
    string Key
)
{
    /// <summary>How many of the alerts fire.</summary>
    public int FiringCount() => Alerts.Count(a => a.IsFiring);

    /// <summary>The labels that all of the alerts share.</summary>
    public IReadOnlyDictionary<string, string> CommonLabels() => Common(a => a.Labels);

    /// <summary>The annotations that all of the alerts share.</summary>
    public IReadOnlyDictionary<string, string> CommonAnnotations() => Common(a => a.Annotations);

    private SortedDictionary<string, string> Common(Func<NotifiedAlert, IReadOnlyDictionary<string, string>> of)
    {
        var common = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Alerts.Count > 0 ? of(Alerts[0]) : common)
        {
            if (Alerts.All(a => of(a).TryGetValue(name, out var other) && other == value))
            {
                common[name] = value;
            }
        }

        return common;
    }
}

/// <summary>An alert as a receiver is told of it.</summary>
/// <param name="RuleId">The rule that found it.</param>
/// <param name="Labels">What tells it from others.</param>
/// <param name="Annotations">What people read.</param>
/// <param name="StartsAt">When its condition was first seen to be met.</param>
/// <param name="EndsAt">When it was resolved; null while it fires.</param>
/// <param name="ValidUntil">Until when a receiver may take it for firing without hearing of it again.</param>
internal sealed record NotifiedAlert(
    string RuleId,
    LabelSet Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset ValidUntil
)
{
    /// <summary>Whether it fires.</summary>
    public bool IsFiring => EndsAt is null;

    /// <summary>An alert as it is at a moment. One that nobody tells of any more counts as resolved.</summary>
    public static NotifiedAlert Of(Alert alert, DateTimeOffset now) =>
        new(
            alert.RuleId,
            alert.Labels,
            alert.Annotations,
            alert.StartsAt,
            alert.EndsAt <= now ? alert.EndsAt
                : alert.ValidUntil <= now ? alert.ValidUntil
                : null,
            alert.ValidUntil
        );
}
