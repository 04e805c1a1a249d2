namespace Monolith.Alerting.Alerts;

/// <summary>Takes the alerts that rules find, to tell people. Thread-safe.</summary>
internal interface IAlertReceiver
{
    /// <summary>Takes alerts. Those that fire are told again and again, each minute or so, and those that were resolved for a
    /// quarter of an hour: a receiver that forgot them, as after a restart, learns of them again.</summary>
    Task ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken);
}
