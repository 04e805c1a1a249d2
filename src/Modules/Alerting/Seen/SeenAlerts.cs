using Monolith.Alerting.Acknowledgements;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Rules;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Seen;

/// <summary>The alerts of a tenant, as far as a reader sees them. Thread-safe.</summary>
internal sealed class SeenAlerts(
    AlertStore store,
    AlertBook book,
    RuleCatalog rules,
    AcknowledgementStore acknowledgements,
    TimeProvider clock
)
{
    /// <summary>All that are seen, those that began first before others.</summary>
    public async Task<IReadOnlyList<FoundAlert>> ListAsync(Reader reader, CancellationToken cancellationToken)
    {
        var sight = new Sight(reader.Scope);
        var stored = await store.ListAsync(cancellationToken);
        var known = await rules.ListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var acknowledged = (await acknowledgements.ListAsync(cancellationToken))
            .Where(a => a.Tenant == reader.Tenant.Value)
            .ToDictionary(a => (a.RuleId, a.Fingerprint));
        return
        [
            .. stored
                .Where(a => a.Tenant == reader.Tenant.Value)
                .Select(a => (Rule: new RuleKey(reader.Tenant, a.RuleId), a.Alert))
                .Select(a => (a.Rule, Alert: Latest(a.Rule, a.Alert)))
                .OrderBy(a => a.Alert.ActiveAt)
                .ThenBy(a => a.Alert.Fingerprint, StringComparer.Ordinal)
                .Select(a => See(a.Rule, a.Alert))
                .OfType<FoundAlert>(),
        ];

        FoundAlert? See(RuleKey rule, AlertInstance alert) =>
            new SeenByRule(sight, known.GetValueOrDefault(rule)?.Plan).Of(alert) is { } seen
                ? new FoundAlert(rule, alert, seen, AcknowledgementOf(rule, alert))
                : null;

        Acknowledgement? AcknowledgementOf(RuleKey rule, AlertInstance alert) =>
            alert.State == AlertState.Firing
            && acknowledged.GetValueOrDefault((rule.Id, alert.Fingerprint)) is { } acknowledgement
            && acknowledgement.HoldsFor(alert.ActiveAt, now)
                ? acknowledgement
                : null;
    }

    /// <summary>Those that the reader calls by a name: what an alert is called is made of what is seen of it alone.</summary>
    /// <exception cref="NotFoundException">The reader sees none of this name, or it is another tenant's.</exception>
    public async Task<IReadOnlyList<FoundAlert>> NamedAsync(
        Reader reader,
        string fingerprint,
        CancellationToken cancellationToken
    )
    {
        var all = await ListAsync(reader, cancellationToken);
        var named = all.Where(found => found.Seen.Labels.Fingerprint == fingerprint).ToList();
        return named.Count > 0
            ? named
            : throw new NotFoundException(
                "no-such-alert",
                $"There is no alert {fingerprint}, or it is no longer kept."
            );
    }

    // In memory are the value and the annotations of the last evaluation.
    private AlertInstance Latest(RuleKey rule, AlertInstance stored) =>
        book.Of(rule).GetValueOrDefault(stored.Fingerprint) is { } latest && !latest.DiffersFrom(stored)
            ? latest
            : stored;
}

/// <summary>An alert that was found.</summary>
/// <param name="Rule">Its rule.</param>
/// <param name="Alert">The alert as it is.</param>
/// <param name="Seen">The alert as it is seen.</param>
/// <param name="Acknowledgement">Who looks after it; null for nobody.</param>
internal sealed record FoundAlert(RuleKey Rule, AlertInstance Alert, SeenAlert Seen, Acknowledgement? Acknowledgement)
{
    /// <summary>A text about it without the labels that are not seen. The longest go first: one may be a part of another.</summary>
    public string Cover(string text) =>
        Alert
            .Labels.Where(label => Seen.Labels[label.Key] != label.Value)
            .Select(label => label.Value)
            .OrderByDescending(value => value.Length)
            .Aggregate(text, (rest, value) => rest.Replace(value, Sight.Cover, StringComparison.Ordinal));
}
