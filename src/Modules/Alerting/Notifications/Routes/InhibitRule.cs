using System.Text.Json;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Notifications.Settings;

namespace Monolith.Alerting.Notifications.Routes;

/// <summary>While a source alert fires, target alerts with the same values of some labels are not told. Never changes.</summary>
internal sealed class InhibitRule(InhibitRuleSettings settings)
{
    private readonly MatcherSet _source = Route.ParseAll(settings.SourceMatchers);
    private readonly MatcherSet _target = Route.ParseAll(settings.TargetMatchers);
    private readonly IReadOnlyList<string> _equal = settings.Equal ?? [];

    /// <summary>Whether the alert makes others superfluous.</summary>
    public bool IsSource(LabelSet labels) => _source.Matches(labels);

    /// <summary>Whether others can make the alert superfluous.</summary>
    public bool IsTarget(LabelSet labels) => _target.Matches(labels);

    /// <summary>The values that source and target must share. A label that is missing counts as one without a value.</summary>
    public string Shared(LabelSet labels) => JsonSerializer.Serialize(_equal.Select(name => labels[name]));
}
