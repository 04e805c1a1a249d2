using Monolith.Alerting.Labels;
using Monolith.Alerting.Rules;
using Monolith.Explore.Contracts;

namespace Monolith.Alerting.Evaluation;

/// <summary>Reads an answer as the rule means it: which label sets meet its condition.</summary>
internal static class Interpretation
{
    /// <summary>The label that tells an alert about missing data from the rule's others.</summary>
    private const string NoDataLabel = "no_data";

    /// <summary>What the measurements of one moment come to.</summary>
    public static Findings Read(RulePlan rule, IReadOnlyList<Measurement> measured)
    {
        var met = new List<Finding>();
        var notMet = new HashSet<string>(StringComparer.Ordinal);
        foreach (var measurement in Complete(rule, measured))
        {
            if (measurement.Value is not { } value)
            {
                continue;
            }

            var labels = LabelsOf(rule, measurement.Labels, value);
            if (rule.IsMet(value) && measurement.Samples >= rule.Minimum)
            {
                met.Add(FindingOf(rule, labels, value));
            }
            else
            {
                notMet.Add(labels.Fingerprint);
            }
        }

        if (rule.NoData == NoData.Alert && met.Count == 0 && notMet.Count == 0)
        {
            met.Add(FindingOf(rule, new LabelSet(LabelsOf(rule, NoLabels, 0).Append(new(NoDataLabel, "true"))), 0));
        }

        return new Findings(met, notMet);
    }

    /// <summary>The labels of the alert that a measured group makes.</summary>
    public static LabelSet LabelsOf(RulePlan rule, IReadOnlyDictionary<string, string> group, double value)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in group)
        {
            own[RulePresets.LabelName(name)] = text;
        }

        // As in Prometheus, a label of the rule wins over one of the same name that was measured.
        return new LabelSet([
            .. own,
            .. rule.Labels.Select(l => KeyValuePair.Create(l.Key, AlertTemplate.Expand(l.Value, own, value))),
        ]);
    }

    private static Dictionary<string, string> NoLabels { get; } = new(StringComparer.Ordinal);

    // Where nobody was ever heard of, everybody is absent.
    private static IReadOnlyList<Measurement> Complete(RulePlan rule, IReadOnlyList<Measurement> measured) =>
        rule is { Kind: RuleKind.Absence, GroupBy.Count: 0 } && measured.Count == 0
            ? [new Measurement(default, NoLabels, rule.Window.TotalSeconds + 1, Samples: 0)]
            : measured;

    private static Finding FindingOf(RulePlan rule, LabelSet labels, double value) =>
        new(
            labels,
            rule.Annotations.ToDictionary(
                annotation => annotation.Key,
                annotation => AlertTemplate.Expand(annotation.Value, labels, value),
                StringComparer.Ordinal
            ),
            value
        );
}
