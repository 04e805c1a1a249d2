using Monolith.Alerting.Rules;

namespace Monolith.Alerting.Evaluation;

/// <summary>How alerts go from pending to firing to resolved: the steps of Prometheus, in its order. A pure function.</summary>
internal static class AlertMachine
{
    /// <summary>How long a resolved alert is kept, so that everybody hears of it.</summary>
    public static readonly TimeSpan ResolvedRetention = TimeSpan.FromMinutes(15);

    /// <summary>The alerts after an evaluation.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="before">Its alerts before it, by fingerprint.</param>
    /// <param name="findings">What the question came to. A question that failed has no findings: the alerts stay as they were.</param>
    /// <param name="at">The moment of the evaluation.</param>
    /// <exception cref="EvaluationException">Two findings have the same labels. Nothing changes then.</exception>
    public static Evaluated Evaluate(
        RulePlan rule,
        IReadOnlyDictionary<string, AlertInstance> before,
        Findings findings,
        DateTimeOffset at
    )
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var alerts = new Dictionary<string, AlertInstance>(before, StringComparer.Ordinal);
        foreach (var finding in findings.Met)
        {
            if (!found.Add(finding.Labels.Fingerprint))
            {
                throw new EvaluationException($"The answer has the labels {finding.Labels} twice.");
            }

            alerts[finding.Labels.Fingerprint] = Meet(
                before.GetValueOrDefault(finding.Labels.Fingerprint),
                finding,
                at
            );
        }

        var active = 0;
        foreach (var (fingerprint, alert) in alerts.ToList())
        {
            var next =
                found.Contains(fingerprint) ? Advance(alert with { KeepFiringSince = null }, rule, at)
                : IsUnknown(rule, findings, fingerprint) && alert.State != AlertState.Inactive ? alert
                : Miss(alert, rule, at);
            if (next is null)
            {
                alerts.Remove(fingerprint);
                continue;
            }

            alerts[fingerprint] = next;
            active += next.State != AlertState.Inactive ? 1 : 0;
        }

        return active > rule.Limit
            ? new Evaluated(
                ResolveAll(before, at),
                $"{active} alerts are more than the limit of {rule.Limit}. All were dropped."
            )
            : new Evaluated(alerts, Error: null);
    }

    /// <summary>All alerts end: the rule is gone, or has too many of them. What was pending is forgotten.</summary>
    public static Dictionary<string, AlertInstance> ResolveAll(
        IReadOnlyDictionary<string, AlertInstance> alerts,
        DateTimeOffset at
    ) =>
        alerts
            .Values.Where(alert => alert.State != AlertState.Pending)
            .ToDictionary(
                alert => alert.Fingerprint,
                alert => alert.State == AlertState.Firing ? Resolve(alert, at) : alert,
                StringComparer.Ordinal
            );

    // One that was resolved begins anew.
    private static AlertInstance Meet(AlertInstance? known, Finding finding, DateTimeOffset at) =>
        known is null or { State: AlertState.Inactive }
            ? new AlertInstance(finding.Labels, finding.Annotations, AlertState.Pending, finding.Value, ActiveAt: at)
            : known with
            {
                Value = finding.Value,
                Annotations = finding.Annotations,
            };

    private static AlertInstance Advance(AlertInstance alert, RulePlan rule, DateTimeOffset at) =>
        alert.State == AlertState.Pending && at - alert.ActiveAt >= rule.For
            ? alert with
            {
                State = AlertState.Firing,
                FiredAt = at,
            }
            : alert;

    /// <returns>Null when nothing is left of it.</returns>
    private static AlertInstance? Miss(AlertInstance alert, RulePlan rule, DateTimeOffset at)
    {
        switch (alert.State)
        {
            case AlertState.Pending:
                return null;
            case AlertState.Inactive:
                return at - alert.ResolvedAt > ResolvedRetention ? null : alert;
            case AlertState.Firing:
                var since = alert.KeepFiringSince ?? at;
                return at - since < rule.KeepFiringFor ? alert with { KeepFiringSince = since } : Resolve(alert, at);
            default:
                throw new InvalidOperationException($"{alert.State} is no state of an alert.");
        }
    }

    private static bool IsUnknown(RulePlan rule, Findings findings, string fingerprint) =>
        rule.NoData != NoData.Ok && !rule.CountsNothingAsZero && !findings.NotMet.Contains(fingerprint);

    private static AlertInstance Resolve(AlertInstance alert, DateTimeOffset at) =>
        alert with
        {
            State = AlertState.Inactive,
            ResolvedAt = at,
        };
}

/// <summary>The alerts of a rule after an evaluation.</summary>
/// <param name="Alerts">By fingerprint.</param>
/// <param name="Error">What is wrong with the rule; null when nothing is.</param>
internal sealed record Evaluated(IReadOnlyDictionary<string, AlertInstance> Alerts, string? Error);
