using System.Globalization;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Security;

namespace Monolith.Alerting.Rules;

/// <summary>A rule with everything filled in: what is asked, and when the answer makes an alert.</summary>
internal sealed record RulePlan
{
    public required string Name { get; init; }

    public required RuleKind Kind { get; init; }

    public required LogFilter Filter { get; init; }

    public required LogMeasure Measure { get; init; }

    public required TimeSpan Window { get; init; }

    public required IReadOnlyList<string> GroupBy { get; init; }

    public IReadOnlyList<string> Having { get; init; } = [];

    public IReadOnlyList<BodyTerm> AnyPhrase { get; init; } = [];

    public required RuleOperator Operator { get; init; }

    public required double Threshold { get; init; }

    public required long Minimum { get; init; }

    public required TimeSpan For { get; init; }

    public required TimeSpan KeepFiringFor { get; init; }

    public required TimeSpan Interval { get; init; }

    public required NoData NoData { get; init; }

    public required int Limit { get; init; }

    /// <summary>The labels that all alerts of the rule have.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The annotations, templates as they were written.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>The question, at a moment.</summary>
    public MeasureLogs Ask(Reader reader, DateTimeOffset at) =>
        new(reader, Filter, Measure, Window, at)
        {
            GroupBy = GroupBy,
            Having = Having,
            AnyPhrase = AnyPhrase,
        };

    /// <summary>Whether a measured value is such as the rule looks for.</summary>
    public bool IsMet(double value) => Operator.IsMet(value, Threshold);

    /// <summary>True when a group that is not in the answer was measured all the same: it counts nothing.</summary>
    public bool CountsNothingAsZero =>
        Measure.Kind
            is MeasureKind.Count
                or MeasureKind.Rate
                or MeasureKind.DistinctPatterns
                or MeasureKind.NewPatterns;

    /// <summary>The question in words: <c>requestErrorShare over 5m by service, http.route &gt; 0.05</c>.</summary>
    public string Describe()
    {
        var words = new List<string> { Words(Measure), "over", new PromDuration(Window).ToString() };
        if (GroupBy.Count > 0)
        {
            words.Add($"by {string.Join(", ", GroupBy)}");
        }

        if (Filter.Services.Count > 0)
        {
            words.Add($"of {string.Join(", ", Filter.Services)}");
        }

        if (Having.Count > 0)
        {
            words.Add($"with {string.Join(", ", Having)}");
        }

        words.Add(string.Create(CultureInfo.InvariantCulture, $"{Operator.Sign()} {Threshold:0.######}"));
        if (Minimum > 1)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"and at least {Minimum} samples"));
        }

        return string.Join(' ', words);
    }

    private static string Words(LogMeasure measure)
    {
        var kind = char.ToLowerInvariant(measure.Kind.ToString()[0]) + measure.Kind.ToString()[1..];
        return measure.Kind switch
        {
            MeasureKind.DurationQuantile => string.Create(CultureInfo.InvariantCulture, $"{kind}({measure.Quantile})"),
            MeasureKind.SlowShare => string.Create(CultureInfo.InvariantCulture, $"{kind}({measure.Above} ms)"),
            MeasureKind.AttributeShareAbove => string.Create(
                CultureInfo.InvariantCulture,
                $"{kind}({measure.Attribute}, {measure.Above})"
            ),
            MeasureKind.AttributeMean or MeasureKind.AttributeMax => $"{kind}({measure.Attribute})",
            _ => kind,
        };
    }
}
