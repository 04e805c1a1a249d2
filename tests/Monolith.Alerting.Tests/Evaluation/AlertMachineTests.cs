using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Rules;
using Monolith.Explore.Contracts;

namespace Monolith.Alerting.Tests.Evaluation;

public sealed class AlertMachineTests
{
    private static readonly DateTimeOffset Start = ManualTime.Start;

    // One letter a minute: what was measured (x met, . not met, - nothing), and where the alert stands then (p pending,
    // F firing, k kept firing, r resolved, space for no alert).
    [Theory]
    [InlineData(0, 0, nameof(NoData.Ok), "x", "F")]
    [InlineData(0, 0, nameof(NoData.Ok), "xx..x", "FFrrF")]
    [InlineData(2, 0, nameof(NoData.Ok), "xxxx", "ppFF")]
    [InlineData(2, 0, nameof(NoData.Ok), "xx.xxx", "pp ppF")]
    [InlineData(2, 0, nameof(NoData.Ok), "xxx.x", "ppFrp")]
    [InlineData(0, 2, nameof(NoData.Ok), "x...x", "FkkrF")]
    [InlineData(0, 2, nameof(NoData.Ok), "x.x..x", "FkFkkF")]
    [InlineData(0, 2, nameof(NoData.Ok), "x.x...", "FkFkkr")]
    [InlineData(0, 0, nameof(NoData.Ok), "x-", "Fr")]
    [InlineData(0, 0, nameof(NoData.Keep), "x-.", "FFr")]
    [InlineData(0, 0, nameof(NoData.Alert), "x--.", "FFFr")]
    [InlineData(2, 0, nameof(NoData.Keep), "x-xx", "ppFF")]
    [InlineData(0, 0, nameof(NoData.Ok), "x................", "Frrrrrrrrrrrrrrrr")]
    [InlineData(0, 0, nameof(NoData.Ok), "x.................", "Frrrrrrrrrrrrrrrr ")]
    public void States_follow_what_is_measured(int wait, int keep, string noData, string measured, string expected)
    {
        var rule = Rule(wait, keep, Enum.Parse<NoData>(noData));

        Run(rule, measured, out var states);

        Assert.Equal(expected, states);
    }

    [Fact]
    public void An_alert_knows_since_when_it_is_met_since_when_it_fires_and_when_it_ended()
    {
        var rule = Rule(1, 0, NoData.Ok);

        var alerts = Run(rule, "xxx.", out _);

        var alert = Assert.Single(alerts.Values);
        Assert.Equal(Start, alert.ActiveAt);
        Assert.Equal(Start.AddMinutes(1), alert.FiredAt);
        Assert.Equal(Start.AddMinutes(3), alert.ResolvedAt);
    }

    [Fact]
    public void The_value_and_the_annotations_are_those_of_the_last_evaluation()
    {
        var rule = Rule(0, 0, NoData.Ok);
        var first = AlertMachine.Evaluate(rule, None, new Findings([Found("a", 1)], Set()), Start).Alerts;

        var second = AlertMachine
            .Evaluate(rule, first, new Findings([Found("a", 2)], Set()), Start.AddMinutes(1))
            .Alerts;

        Assert.Equal(2, Assert.Single(second.Values).Value);
        Assert.Equal(first.Values.Single().ActiveAt, second.Values.Single().ActiveAt);
    }

    [Fact]
    public void Two_findings_with_the_same_labels_are_an_error()
    {
        var findings = new Findings([Found("a", 1), Found("a", 2)], Set());

        var error = Assert.Throws<EvaluationException>(() =>
            AlertMachine.Evaluate(Rule(0, 0, NoData.Ok), None, findings, Start)
        );

        Assert.Contains("{service=\"a\"}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_alerts_are_all_dropped_and_those_that_fired_are_resolved()
    {
        var rule = Rule(0, 0, NoData.Ok) with { Limit = 2 };
        var firing = AlertMachine.Evaluate(rule, None, new Findings([Found("a")], Set()), Start).Alerts;

        var flooded = AlertMachine.Evaluate(
            rule,
            firing,
            new Findings([Found("a"), Found("b"), Found("c")], Set()),
            Start.AddMinutes(1)
        );

        Assert.NotNull(flooded.Error);
        var only = Assert.Single(flooded.Alerts.Values);
        Assert.Equal((AlertState.Inactive, "a"), (only.State, only.Labels["service"]));
    }

    [Fact]
    public void A_limit_that_is_reached_is_not_crossed()
    {
        var rule = Rule(0, 0, NoData.Ok) with { Limit = 2 };

        var evaluated = AlertMachine.Evaluate(rule, None, new Findings([Found("a"), Found("b")], Set()), Start);

        Assert.Null(evaluated.Error);
        Assert.Equal(2, evaluated.Alerts.Count);
    }

    internal static RulePlan Rule(int waitMinutes, int keepMinutes, NoData noData) =>
        RulePresets.Plan(
            new AlertRule
            {
                Name = "R",
                Measure = new LogMeasure { Kind = MeasureKind.RequestErrorShare },
                Threshold = 0.5,
                For = new(TimeSpan.FromMinutes(waitMinutes)),
                KeepFiringFor = new(TimeSpan.FromMinutes(keepMinutes)),
                NoData = noData,
            }
        );

    internal static Finding Found(string service, double value = 1) =>
        new(
            new LabelSet(new Dictionary<string, string>(StringComparer.Ordinal) { ["service"] = service }),
            new Dictionary<string, string>(StringComparer.Ordinal),
            value
        );

    private static Dictionary<string, AlertInstance> None => new(StringComparer.Ordinal);

    private static HashSet<string> Set(params string[] services) =>
        services.Select(s => Found(s).Labels.Fingerprint).ToHashSet(StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, AlertInstance> Run(RulePlan rule, string measured, out string states)
    {
        IReadOnlyDictionary<string, AlertInstance> alerts = None;
        states = "";
        foreach (var (minute, letter) in measured.Index())
        {
            var findings = letter switch
            {
                'x' => new Findings([Found("a")], Set()),
                '.' => new Findings([], Set("a")),
                _ => new Findings([], Set()),
            };
            alerts = AlertMachine.Evaluate(rule, alerts, findings, Start.AddMinutes(minute)).Alerts;
            states += Letter(alerts.Values.SingleOrDefault());
        }

        return alerts;
    }

    private static char Letter(AlertInstance? alert) =>
        alert switch
        {
            null => ' ',
            { State: AlertState.Pending } => 'p',
            { State: AlertState.Firing, KeepFiringSince: null } => 'F',
            { State: AlertState.Firing } => 'k',
            _ => 'r',
        };
}
