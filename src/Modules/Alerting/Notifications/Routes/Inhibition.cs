using Monolith.Alerting.Labels;

namespace Monolith.Alerting.Notifications.Routes;

/// <summary>Which alerts are superfluous while others fire, as of one moment.</summary>
internal sealed class Inhibition
{
    private readonly List<Sources> _rules;

    /// <param name="rules">The rules.</param>
    /// <param name="firing">Every alert of the tenant that fires, silenced or inhibited ones among them.</param>
    public Inhibition(IReadOnlyList<InhibitRule> rules, IReadOnlyList<LabelSet> firing) =>
        _rules = [.. rules.Select(rule => new Sources(rule, firing))];

    /// <summary>Whether an alert is not told because of another.</summary>
    public bool Inhibits(LabelSet labels) => _rules.Exists(rule => rule.Inhibits(labels));

    private sealed class Sources
    {
        private readonly InhibitRule _rule;
        private readonly HashSet<string> _all = new(StringComparer.Ordinal);
        private readonly HashSet<string> _notTargets = new(StringComparer.Ordinal);

        public Sources(InhibitRule rule, IReadOnlyList<LabelSet> firing)
        {
            _rule = rule;
            foreach (var labels in firing.Where(rule.IsSource))
            {
                var shared = rule.Shared(labels);
                _all.Add(shared);
                if (!rule.IsTarget(labels))
                {
                    _notTargets.Add(shared);
                }
            }
        }

        /// <summary>An alert on both sides cannot be inhibited by others on both sides, nor by itself: all would fall silent.</summary>
        public bool Inhibits(LabelSet labels) =>
            _all.Count > 0
            && _rule.IsTarget(labels)
            && (_rule.IsSource(labels) ? _notTargets : _all).Contains(_rule.Shared(labels));
    }
}
