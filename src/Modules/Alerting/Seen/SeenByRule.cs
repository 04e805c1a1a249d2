using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Rules;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language.Tree;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;

namespace Monolith.Alerting.Seen;

/// <summary>What a reader sees of what a rule has found: rules ask about all of the tenant, whoever wrote them.</summary>
/// <param name="sight">What the reader sees.</param>
/// <param name="rule">The rule; null when it is no more, and nobody can say what it asked.</param>
internal sealed class SeenByRule(Sight sight, RulePlan? rule)
{
    private const string Service = "service";

    // What a body without its numbers is called, by which some rules group.
    private const string Pattern = "pattern";

    /// <summary>Whether what was measured is seen: neither what is counted nor what it is counted by is hidden.</summary>
    public bool ShowsValue => rule is null ? !sight.HidesFields : !FieldsOf(rule).Any(sight.Hides);

    /// <summary>Whether all rows are seen that a group or an alert with these labels may be about.</summary>
    public bool Shows(IReadOnlyDictionary<string, string> labels)
    {
        var least = rule?.Filter.MinimumSeverity ?? default;
        return ServiceOf(labels) is { Length: > 0 } service ? sight.Shows(service, least)
            : rule is { Filter.Services: { Count: > 0 } services } ? services.All(name => sight.Shows(name, least))
            : sight.Shows(service: null, least);
    }

    /// <summary>An alert as it is seen; null when it is not. What it is called then says nothing of the labels that are hidden.</summary>
    public SeenAlert? Of(AlertInstance alert)
    {
        if (sight.IsWhole)
        {
            return new SeenAlert(alert.Labels, alert.Annotations, alert.Value);
        }

        if (!Shows(alert.Labels))
        {
            return null;
        }

        var own = Cover(alert.Labels);
        var value = ShowsValue ? alert.Value : double.NaN;
        return new SeenAlert(LabelsOf(own, value), AnnotationsOf(own, value), ShowsValue ? alert.Value : null);
    }

    /// <summary>Labels with a cover where one is hidden, templates of the rule filled in from what is seen.</summary>
    public LabelSet LabelsOf(IReadOnlyDictionary<string, string> labels) =>
        LabelsOf(Cover(labels), ShowsValue ? 0 : double.NaN);

    /// <summary>What was measured of a group; null when it is not seen.</summary>
    public MeasuredValue? Of(MeasuredValue measured) =>
        sight.IsWhole ? measured
        : ShowsValue && Shows(measured.Labels) ? measured with { Labels = Cover(measured.Labels) }
        : null;

    private LabelSet LabelsOf(Dictionary<string, string> own, double value) =>
        rule is null
            ? new LabelSet(own)
            : new LabelSet([
                .. own,
                .. rule.Labels.Select(l => KeyValuePair.Create(l.Key, AlertTemplate.Expand(l.Value, own, value))),
            ]);

    // Without the rule nobody knows which words of a text were a label.
    private Dictionary<string, string> AnnotationsOf(Dictionary<string, string> own, double value) =>
        (rule?.Annotations ?? new Dictionary<string, string>(StringComparer.Ordinal)).ToDictionary(
            annotation => annotation.Key,
            annotation => AlertTemplate.Expand(annotation.Value, own, value),
            StringComparer.Ordinal
        );

    private Dictionary<string, string> Cover(IReadOnlyDictionary<string, string> labels) =>
        labels.ToDictionary(
            label => label.Key,
            label => IsHidden(label.Key) ? Sight.Cover : label.Value,
            StringComparer.Ordinal
        );

    private bool IsHidden(string label) =>
        sight.Hides(label)
        || sight.HidesLabel(label, RulePresets.LabelName)
        || (label == Pattern && sight.Hides(LogFields.Body));

    // A label that the rule itself gives says nothing about what was counted.
    private string? ServiceOf(IReadOnlyDictionary<string, string> labels)
    {
        var name = rule is null ? Service : rule.GroupBy.FirstOrDefault(name => LogFields.Canonical(name) == Service);
        var label = name is null ? null : RulePresets.LabelName(name);
        return label is null || rule?.Labels.ContainsKey(label) == true
            ? null
            : labels.GetValueOrDefault(label) ?? labels.GetValueOrDefault(name!);
    }

    /// <summary>The fields that a question is about, beside those that tell its groups apart.</summary>
    private static IEnumerable<string> FieldsOf(RulePlan rule)
    {
        var named = rule.Filter.Attributes.Select(a => a.Name).Concat(rule.Having);
        var body = rule.Filter.Body.Count + rule.AnyPhrase.Count > 0 ? [LogFields.Body] : Array.Empty<string>();
        var severity =
            rule.Filter.MinimumSeverity > SeverityNumber.Unspecified ? [LogFields.Severity] : Array.Empty<string>();
        return named.Concat(body).Concat(severity).Concat(FieldsOf(rule.Measure));
    }

    private static IEnumerable<string> FieldsOf(LogMeasure measure) =>
        measure.Kind switch
        {
            MeasureKind.Count or MeasureKind.Rate or MeasureKind.SinceLast => [],
            MeasureKind.RequestErrorShare => ["http.response.status_code"],
            MeasureKind.RecordErrorShare => [LogFields.Severity],
            MeasureKind.FailureShare => [LogFields.Severity, "http.response.status_code", "error.type"],
            MeasureKind.DurationQuantile or MeasureKind.SlowShare => ["duration_ms", "http.response.status_code"],
            MeasureKind.DistinctPatterns or MeasureKind.NewPatterns => [LogFields.Body, LogFields.Severity],
            MeasureKind.AttributeMean or MeasureKind.AttributeMax or MeasureKind.AttributeShareAbove =>
            [
                measure.Attribute!,
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure.Kind, "Not a known measure."),
        };
}

/// <summary>An alert as a reader sees it.</summary>
/// <param name="Labels">What tells it from others, hidden ones covered.</param>
/// <param name="Annotations">What people read, made of what is seen.</param>
/// <param name="Value">What was measured; null when that is hidden.</param>
internal sealed record SeenAlert(LabelSet Labels, IReadOnlyDictionary<string, string> Annotations, double? Value);
