namespace Monolith.Alerting.Notifications.Receivers;

/// <summary>Somebody who can be told.</summary>
/// <param name="Name">The name.</param>
/// <param name="Integrations">How, in groups.</param>
/// <param name="Forwards">How, alert by alert as they come.</param>
internal sealed record Receiver(
    string Name,
    IReadOnlyList<Integration> Integrations,
    IReadOnlyList<Integration> Forwards
);

/// <summary>One of the ways in which a receiver is told.</summary>
/// <param name="Receiver">The receiver's name.</param>
/// <param name="Name">Its own, as in <c>webhook[0]</c>.</param>
/// <param name="SendResolved">Whether the end of alerts is told.</param>
/// <param name="MaxAlerts">At most so many alerts in one notification.</param>
/// <param name="Notifier">Tells.</param>
internal sealed record Integration(string Receiver, string Name, bool SendResolved, int MaxAlerts, INotifier Notifier)
{
    /// <summary>The kind of way: <c>webhook</c>, <c>email</c>, <c>alertmanager</c>.</summary>
    public string Kind => Name[..Name.IndexOf('[', StringComparison.Ordinal)];
}
