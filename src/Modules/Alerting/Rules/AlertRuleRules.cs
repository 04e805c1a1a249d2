using System.Text.RegularExpressions;
using FluentValidation;
using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Labels;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;

namespace Monolith.Alerting.Rules;

/// <summary>What a rule must be like, whether it comes by the API or in a file.</summary>
internal sealed partial class AlertRuleRules : AbstractValidator<AlertRule>
{
    private static readonly double[] Quantiles = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999];

    public AlertRuleRules()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(rule => rule.Id)
            .Must(id => id is null || RuleIds.IsId(id))
            .OverridePropertyName("id")
            .WithMessage(
                $"id must be lower-case letters, digits, '-', '_' and '.', at most {RuleLimits.MaxId} of them."
            );
        RuleFor(rule => rule.Name).NotEmpty().MaximumLength(RuleLimits.MaxName).OverridePropertyName("name");
        AddQuestionRules();
        AddTimeRules();
        AddTextRules();
        RuleFor(rule => rule.Minimum).GreaterThanOrEqualTo(0).OverridePropertyName("minimum");
        RuleFor(rule => rule.Limit).InclusiveBetween(1, RuleLimits.MaxAlerts).OverridePropertyName("limit");
    }

    private void AddQuestionRules()
    {
        RuleFor(rule => rule.Measure)
            .NotNull()
            .When(rule => rule.Kind == RuleKind.Threshold)
            .OverridePropertyName("measure")
            .WithMessage("A rule of kind threshold needs a measure.");
        RuleFor(rule => rule.Measure)
            .Must((rule, measure) => measure is null || MayMeasure(rule.Kind, measure.Kind))
            .OverridePropertyName("measure")
            .WithMessage(
                "This kind of rule knows itself what it measures; latency may ask for durationQuantile instead."
            );
        RuleFor(rule => rule.Measure)
            .Must(measure => measure is null || Quantiles.Contains(measure.Quantile))
            .OverridePropertyName("measure.quantile")
            .WithMessage($"quantile must be one of {string.Join(", ", Quantiles)}.");
        RuleFor(rule => rule.Measure)
            .Must(measure =>
                measure is null || !NeedsAttribute(measure.Kind) || !string.IsNullOrEmpty(measure.Attribute)
            )
            .OverridePropertyName("measure.attribute")
            .WithMessage("This measure needs the name of an attribute.");
        RuleFor(rule => rule.Threshold)
            .NotNull()
            .When(rule => rule.Kind == RuleKind.Threshold)
            .OverridePropertyName("threshold")
            .WithMessage("A rule of kind threshold needs a threshold.");
        RuleFor(rule => rule.Threshold)
            .Must(threshold => threshold is null || double.IsFinite(threshold.Value))
            .OverridePropertyName("threshold")
            .WithMessage("threshold must be a number.");
        RuleFor(rule => rule.Threshold)
            .InclusiveBetween(0, 1)
            .When(rule => RulePresets.MeasuresShare(rule))
            .OverridePropertyName("threshold")
            .WithMessage("This kind of rule measures a share: threshold must be from 0 to 1.");
        RuleFor(rule => rule.Threshold)
            .Null()
            .When(rule => rule.Kind == RuleKind.Absence)
            .OverridePropertyName("threshold")
            .WithMessage("A rule of kind absence has no threshold: its window is how long it may be quiet.");
        RuleFor(rule => rule.Filter)
            .Must(filter => FaultOf(filter) is null)
            .OverridePropertyName("filter")
            .WithMessage(rule => FaultOf(rule.Filter));
        RuleFor(rule => rule.GroupBy)
            .Must(names => names is null || (names.Count <= MeasureLogs.MaxGroupBy && names.All(IsName)))
            .OverridePropertyName("groupBy")
            .WithMessage($"groupBy may have {MeasureLogs.MaxGroupBy} names of attributes.");
        RuleFor(rule => rule.GroupBy)
            .Must(names =>
                names is null
                || names.Select(RulePresets.LabelName).Distinct(StringComparer.Ordinal).Count() == names.Count
            )
            .OverridePropertyName("groupBy")
            .WithMessage("Two names of groupBy make the same label.");
    }

    private void AddTimeRules()
    {
        Bound(rule => rule.Window, "window", TimeSpan.FromSeconds(1), RuleLimits.LongestWindow);
        Bound(rule => rule.Lookback, "lookback", TimeSpan.FromMinutes(1), RuleLimits.LongestWindow);
        Bound(rule => rule.SlowerThan, "slowerThan", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Bound(rule => rule.For, "for", TimeSpan.Zero, RuleLimits.LongestWait);
        Bound(rule => rule.KeepFiringFor, "keepFiringFor", TimeSpan.Zero, RuleLimits.LongestWait);
        Bound(rule => rule.Interval, "interval", RuleLimits.ShortestInterval, RuleLimits.LongestInterval);
    }

    private void AddTextRules()
    {
        RuleFor(rule => rule.Labels)
            .Must(labels => labels is null || labels.Count <= RuleLimits.MaxLabels)
            .OverridePropertyName("labels")
            .WithMessage($"There may be {RuleLimits.MaxLabels} labels.");
        RuleFor(rule => rule.Annotations)
            .Must(annotations => annotations is null || annotations.Count <= RuleLimits.MaxAnnotations)
            .OverridePropertyName("annotations")
            .WithMessage($"There may be {RuleLimits.MaxAnnotations} annotations.");
        RuleFor(rule => rule)
            .Custom(
                (rule, context) =>
                {
                    foreach (var (name, text) in rule.Labels ?? NoTexts)
                    {
                        Check($"labels.{name}", FaultOfName(name) ?? FaultOfLabel(name, text));
                    }

                    foreach (var (name, text) in rule.Annotations ?? NoTexts)
                    {
                        Check($"annotations.{name}", FaultOfName(name) ?? FaultOfText(text));
                    }

                    void Check(string field, string? fault)
                    {
                        if (fault is not null)
                        {
                            context.AddFailure(field, fault);
                        }
                    }
                }
            );
        RuleFor(rule => rule.Runbook)
            .Must(url =>
                url is null
                || (
                    url.Length <= RuleLimits.MaxText
                    && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
                    && parsed.Scheme is "http" or "https"
                )
            )
            .OverridePropertyName("runbook")
            .WithMessage("runbook must be a URL of http or https.");
    }

    private static Dictionary<string, string> NoTexts { get; } = new(StringComparer.Ordinal);

    private void Bound(Func<AlertRule, PromDuration?> duration, string name, TimeSpan least, TimeSpan most) =>
        RuleFor(rule => duration(rule))
            .Must(value => value is null || (value.Value.Value >= least && value.Value.Value <= most))
            .OverridePropertyName(name)
            .WithMessage($"{name} must be from {new PromDuration(least)} to {new PromDuration(most)}.");

    private static bool MayMeasure(RuleKind rule, MeasureKind measure) =>
        rule == RuleKind.Threshold || (rule == RuleKind.Latency && measure == MeasureKind.DurationQuantile);

    private static bool NeedsAttribute(MeasureKind kind) =>
        kind is MeasureKind.AttributeMean or MeasureKind.AttributeMax or MeasureKind.AttributeShareAbove;

    private static bool IsName(string name) => name.Length is > 0 and <= RuleLimits.MaxLabelName;

    private static string? FaultOf(RuleFilter? filter)
    {
        if (filter is null)
        {
            return null;
        }

        var values = (filter.Services ?? [])
            .Concat(filter.Having ?? [])
            .Concat(filter.Attributes?.SelectMany(a => a.Value.Append(a.Key)) ?? [])
            .ToList();
        if (values.Count > RuleLimits.MaxFilterValues || values.Exists(v => v.Length is 0 or > RuleLimits.MaxText))
        {
            return $"filter may have {RuleLimits.MaxFilterValues} names and values, none of them empty.";
        }

        if (filter.Attributes?.Any(a => a.Value.Count == 0) == true)
        {
            return "An attribute of the filter needs a value; name it under having when any value will do.";
        }

        RuleFilters.Read(filter, out var error);
        return error;
    }

    private static string? FaultOfName(string name) =>
        LabelNames().IsMatch(name)
            ? null
            : "A name must be letters, digits and '_', at most 100 of them, and not begin with a digit.";

    private static string? FaultOfLabel(string name, string text) =>
        name is LabelSet.AlertName or LabelSet.Severity ? $"{name} is set by the rule's own fields."
        : AlertTemplate.HasValue(text) ? "A label must not have the value in it: it would be another alert each time."
        : FaultOfText(text);

    private static string? FaultOfText(string text) =>
        text.Length > RuleLimits.MaxText
            ? $"The text may have {RuleLimits.MaxText} characters."
            : AlertTemplate.FaultOf(text);

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]{0,99}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LabelNames();
}
