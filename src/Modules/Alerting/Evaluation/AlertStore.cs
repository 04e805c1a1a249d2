using System.Globalization;
using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Contracts;
using Monolith.Alerting.Rules;
using Monolith.Audit.Contracts;
using Monolith.Platform.Documents;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Evaluation;

/// <summary>Alerts as documents. They are written when their state changes, together with the events and the audit entries that
/// tell of it: all or nothing, so that each firing is told once, whenever the process dies.</summary>
internal sealed class AlertStore(IDocumentStore documents)
{
    private const string Kind = "alert";

    // Each alert is complete in itself. Some together are quicker, all together could be too much for one transaction.
    private const int AlertsPerCommit = 20;

    private static readonly Actor Alerting = Actor.System("alerting");

    /// <summary>The alerts of all rules.</summary>
    public async Task<IReadOnlyList<StoredAlert>> ListAsync(CancellationToken cancellationToken)
    {
        var alerts = new List<StoredAlert>();
        await foreach (var document in documents.ListAllAsync<StoredAlert>(Kind, cancellationToken))
        {
            alerts.Add(document.Value);
        }

        return alerts;
    }

    /// <summary>One alert; null when there is none.</summary>
    public async Task<AlertInstance?> FindAsync(
        RuleKey rule,
        string fingerprint,
        CancellationToken cancellationToken
    ) => (await documents.GetAsync<StoredAlert>(Kind, DocumentId(rule, fingerprint), cancellationToken))?.Value.Alert;

    /// <summary>Makes durable what has become of the alerts of a rule.</summary>
    /// <exception cref="DocumentConflictException">Another replica has changed them. What is in memory is out of date.</exception>
    public async Task CommitAsync(
        RuleKey rule,
        IReadOnlyDictionary<string, AlertInstance> before,
        IReadOnlyDictionary<string, AlertInstance> after,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var changed = before
            .Keys.Union(after.Keys, StringComparer.Ordinal)
            .Select(fingerprint =>
                (Before: before.GetValueOrDefault(fingerprint), After: after.GetValueOrDefault(fingerprint))
            )
            .Where(change => change.After is null || change.After.DiffersFrom(change.Before));
        foreach (var chunk in changed.Chunk(AlertsPerCommit))
        {
            var changes = new DocumentChanges();
            foreach (var (old, alert) in chunk)
            {
                await AddAsync(changes, rule, old, alert, at, cancellationToken);
            }

            await documents.CommitAsync(changes, cancellationToken);
        }
    }

    private async Task AddAsync(
        DocumentChanges changes,
        RuleKey rule,
        AlertInstance? before,
        AlertInstance? after,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var id = DocumentId(rule, (before ?? after)!.Fingerprint);
        var stored = await documents.GetAsync<StoredAlert>(Kind, id, cancellationToken);
        if (stored is null ? before is not null : stored.Value.Alert.DiffersFrom(before))
        {
            throw new DocumentConflictException(Kind, id);
        }

        _ = (stored, after) switch
        {
            (null, _) => changes.Add(Kind, id, new StoredAlert(rule.Tenant.Value, rule.Id, after!)),
            (_, null) => changes.Delete(Kind, id, stored.ETag),
            _ => changes.Replace(Kind, id, new StoredAlert(rule.Tenant.Value, rule.Id, after), stored.ETag),
        };
        if (before is { State: not AlertState.Pending } && after?.State != before.State)
        {
            // Its firing is over, and who looked after it. At each later step too: somebody may have acknowledged it in that moment.
            AcknowledgementStore.Forget(changes, rule, before.Fingerprint);
        }

        Tell(changes, rule, before, after, at);
    }

    private static void Tell(
        DocumentChanges changes,
        RuleKey rule,
        AlertInstance? before,
        AlertInstance? after,
        DateTimeOffset at
    )
    {
        if (after?.State == before?.State || (after is null && before!.State == AlertState.Inactive))
        {
            return;
        }

        switch (after?.State)
        {
            case AlertState.Firing:
                changes.Publish(AlertFired.Topic, Fired(rule, after));
                break;
            case AlertState.Inactive:
                changes.Publish(AlertResolved.Topic, Resolved(rule, after));
                break;
        }

        changes.Audit(Entry(rule, (after ?? before)!, Word(after?.State), at));
    }

    private static string Word(AlertState? state) =>
        state switch
        {
            AlertState.Pending => "pending",
            AlertState.Firing => "fired",
            AlertState.Inactive => "resolved",
            null => "forgotten",
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
        };

    private static AlertFired Fired(RuleKey rule, AlertInstance alert) =>
        new(
            rule.Tenant.Value,
            rule.Id,
            alert.Fingerprint,
            alert.Labels.ToDictionary(StringComparer.Ordinal),
            alert.Annotations,
            alert.ActiveAt,
            alert.FiredAt!.Value,
            alert.Value
        );

    private static AlertResolved Resolved(RuleKey rule, AlertInstance alert) =>
        new(
            rule.Tenant.Value,
            rule.Id,
            alert.Fingerprint,
            alert.Labels.ToDictionary(StringComparer.Ordinal),
            alert.ActiveAt,
            alert.ResolvedAt!.Value
        );

    private static AuditEntry Entry(RuleKey rule, AlertInstance alert, string what, DateTimeOffset at) =>
        new()
        {
            Id = $"alert-{what}.{rule.Hash:x16}.{alert.Fingerprint}.{at.UtcTicks}",
            Tenant = rule.Tenant.Value,
            Time = at,
            Action = $"alerting.alert.{what}",
            Actor = Alerting,
            Target = new AuditTarget("alert", alert.Fingerprint),
            Details = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rule"] = rule.Id,
                ["labels"] = alert.Labels.ToString(),
                ["value"] = alert.Value.ToString("R", CultureInfo.InvariantCulture),
                ["activeAt"] = $"{alert.ActiveAt:O}",
            },
        };

    private static string DocumentId(RuleKey rule, string fingerprint) => $"{rule}@{fingerprint}";
}

/// <summary>An alert as a document.</summary>
/// <param name="Tenant">Whose alert.</param>
/// <param name="RuleId">Its rule.</param>
/// <param name="Alert">The alert.</param>
internal sealed record StoredAlert(string Tenant, string RuleId, AlertInstance Alert);
