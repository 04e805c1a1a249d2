using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Monolith.Alerting.Alerts;
using Monolith.Alerting.Rules;

namespace Monolith.Alerting.Evaluation;

/// <summary>Tells the receivers of alerts, and tells them again, by the rules of Prometheus: pending alerts never, firing ones
/// once a minute, resolved ones for a quarter of an hour.</summary>
internal sealed class AlertSender(
    IEnumerable<IAlertReceiver> receivers,
    IOptions<AlertingOptions> options,
    ILogger<AlertSender> logger
)
{
    // Two evaluations or two tellings may get lost before a firing alert counts as resolved.
    private const int ValidFor = 4;

    private readonly TimeSpan _resendDelay = options.Value.ResendDelay;
    private readonly ConcurrentDictionary<(RuleKey Rule, string Fingerprint), DateTimeOffset> _sent = new();

    /// <summary>Tells what is due of a rule's alerts. What cannot be told now is told after the next evaluation.</summary>
    public async Task SendAsync(
        RuleKey rule,
        TimeSpan interval,
        IEnumerable<AlertInstance> alerts,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var due = alerts.Where(alert => IsDue(rule, alert, at)).ToList();
        if (due.Count == 0)
        {
            return;
        }

        var validUntil = at + ValidFor * (interval > _resendDelay ? interval : _resendDelay);
        var told = due.ConvertAll(alert => new Alert(
            rule.Tenant,
            rule.Id,
            alert.Labels,
            alert.Annotations,
            alert.ActiveAt,
            alert.ResolvedAt,
            validUntil,
            alert.Value
        ));
        try
        {
            foreach (var receiver in receivers)
            {
                await receiver.ReceiveAsync(told, cancellationToken);
            }

            foreach (var alert in due)
            {
                _sent[(rule, alert.Fingerprint)] = at;
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.AlertsNotReceived(e, rule.Tenant.Value, rule.Id);
        }
    }

    /// <summary>Forgets when alerts of the rule were told that are there no more.</summary>
    public void Forget(RuleKey rule, IEnumerable<string> fingerprints)
    {
        foreach (var fingerprint in fingerprints)
        {
            _sent.TryRemove((rule, fingerprint), out _);
        }
    }

    private bool IsDue(RuleKey rule, AlertInstance alert, DateTimeOffset at) =>
        alert.State != AlertState.Pending
        && (
            !_sent.TryGetValue((rule, alert.Fingerprint), out var sent)
            || alert.ResolvedAt > sent
            || alert.FiredAt > sent
            || sent + _resendDelay <= at
        );
}
