using System.Collections.Concurrent;
using Monolith.Alerting.Rules;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Evaluation;

/// <summary>The alerts of all rules in memory, on the replica that evaluates. Thread-safe; the alerts of one rule are changed by
/// one evaluation at a time.</summary>
internal sealed class AlertBook(AlertStore store)
{
    private static readonly Dictionary<string, AlertInstance> None = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<RuleKey, IReadOnlyDictionary<string, AlertInstance>> _alerts = new();
    private readonly ConcurrentDictionary<RuleKey, byte> _doubtful = new();

    /// <summary>Begins with what is stored.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        _alerts.Clear();
        _doubtful.Clear();
        foreach (var (rule, alerts) in await ReadAsync(cancellationToken))
        {
            _alerts[rule] = alerts;
        }
    }

    /// <summary>Forgets everything: another replica evaluates.</summary>
    public void Clear()
    {
        _alerts.Clear();
        _doubtful.Clear();
    }

    /// <summary>The rules that have alerts.</summary>
    public IEnumerable<RuleKey> Rules => _alerts.Keys;

    /// <summary>The alerts of a rule, as they are in memory.</summary>
    public IReadOnlyDictionary<string, AlertInstance> Of(RuleKey rule) => _alerts.GetValueOrDefault(rule, None);

    /// <summary>The alerts of a rule, read anew when it is not certain what is stored.</summary>
    public async Task<IReadOnlyDictionary<string, AlertInstance>> GetAsync(
        RuleKey rule,
        CancellationToken cancellationToken
    )
    {
        if (_doubtful.ContainsKey(rule))
        {
            var stored = await ReadAsync(cancellationToken);
            Set(rule, stored.GetValueOrDefault(rule, None));
            _doubtful.TryRemove(rule, out _);
        }

        return Of(rule);
    }

    /// <summary>What has become of the alerts of a rule, and was made durable.</summary>
    public void Set(RuleKey rule, IReadOnlyDictionary<string, AlertInstance> alerts)
    {
        if (alerts.Count > 0)
        {
            _alerts[rule] = alerts;
        }
        else
        {
            _alerts.TryRemove(rule, out _);
        }
    }

    /// <summary>A commit failed, and may have been done all the same.</summary>
    public void Doubt(RuleKey rule) => _doubtful[rule] = 0;

    private async Task<Dictionary<RuleKey, IReadOnlyDictionary<string, AlertInstance>>> ReadAsync(
        CancellationToken cancellationToken
    )
    {
        var stored = await store.ListAsync(cancellationToken);
        return stored
            .GroupBy(alert => new RuleKey(new TenantId(alert.Tenant), alert.RuleId))
            .ToDictionary(
                group => group.Key,
                IReadOnlyDictionary<string, AlertInstance> (group) =>
                    group.ToDictionary(a => a.Alert.Fingerprint, a => a.Alert, StringComparer.Ordinal)
            );
    }
}
