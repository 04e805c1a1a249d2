using System.Text;
using Monolith.Alerting.Labels;
using Monolith.Explore.Contracts;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Alerting.Rules;

/// <summary>What each kind of rule measures, and what it takes for granted where the rule does not say.</summary>
internal static class RulePresets
{
    private const string Duration = "duration_ms";

    private static readonly TimeSpan Zero = TimeSpan.Zero;
    private static readonly TimeSpan TwoMinutes = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);
    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30);

    // What connection pools and databases say when there is no connection left: HikariCP, SqlClient, Npgsql, SQLAlchemy,
    // Prisma, node-postgres, PostgreSQL and MySQL.
    private static readonly BodyTerm[] PoolIsExhausted =
    [
        Phrase("connection is not available request timed out"),
        Phrase("obtaining a connection from the pool"),
        Phrase("connection pool has been exhausted"),
        Phrase("connection pool exhausted"),
        Phrase("no database connection became free"),
        Phrase("queuepool limit of size"),
        Phrase("fetching a new connection from the connection pool"),
        Phrase("timeout exceeded when trying to connect"),
        Phrase("remaining connection slots are reserved"),
        Phrase("too many clients already"),
        Phrase("too many connections"),
    ];

    /// <summary>Fills in the rule, which the validator has let through.</summary>
    public static RulePlan Plan(AlertRule rule) =>
        rule.Kind switch
        {
            RuleKind.Threshold => Fill(
                rule,
                new Preset(rule.Measure!, [], rule.Threshold!.Value, Minimum: 0, FiveMinutes, Zero, Zero)
            ),
            RuleKind.ErrorRate => Fill(
                rule,
                new Preset(
                    Measure(MeasureKind.RequestErrorShare),
                    ["service", "http.route"],
                    Threshold: 0.05,
                    Minimum: 20,
                    FiveMinutes,
                    Zero,
                    TenMinutes
                )
            ),
            RuleKind.Latency => Fill(rule, Latency(rule)),
            RuleKind.InferenceErrors => Fill(
                rule,
                new Preset(
                    Measure(MeasureKind.FailureShare),
                    ["service", "model"],
                    Threshold: 0.05,
                    Minimum: 20,
                    FiveMinutes,
                    TwoMinutes,
                    FiveMinutes
                )
                {
                    Having = ["model"],
                }
            ),
            RuleKind.DatabaseSaturation => Fill(rule, Database(rule)),
            RuleKind.Absence => Absence(rule),
            RuleKind.NewPattern => Fill(
                rule,
                new Preset(
                    Measure(MeasureKind.NewPatterns) with
                    {
                        Lookback = rule.Lookback ?? new PromDuration(OneDay),
                    },
                    ["service"],
                    Threshold: 1,
                    Minimum: 0,
                    FiveMinutes,
                    Zero,
                    TenMinutes
                )
                {
                    Operator = RuleOperator.AtLeast,
                    // A day of errors is read each time.
                    Interval = FiveMinutes / 5,
                }
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Kind, null),
        };

    /// <summary>Whether the rule's kind measures a share, which is never above 1.</summary>
    public static bool MeasuresShare(AlertRule rule) =>
        rule.Kind switch
        {
            RuleKind.ErrorRate or RuleKind.InferenceErrors => true,
            RuleKind.Latency => rule.Measure is null,
            RuleKind.DatabaseSaturation => rule.Signal != DatabaseSignal.PoolExhaustion,
            _ => false,
        };

    /// <summary>The name of an attribute as a label of alerts, which has letters, digits and <c>_</c> only.</summary>
    public static string LabelName(string attribute)
    {
        var name = new StringBuilder(attribute.Length + 1);
        foreach (var c in attribute)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return char.IsAsciiDigit(name[0]) ? name.Insert(0, '_').ToString() : name.ToString();
    }

    // A share of slow requests is exact; a quantile of a few requests is noise. So the quantile is there for those who ask.
    private static Preset Latency(AlertRule rule) =>
        rule.Measure is { Kind: MeasureKind.DurationQuantile } quantile
            ? new Preset(
                quantile,
                ["service", "http.route"],
                1_000,
                Minimum: 100,
                FiveMinutes,
                FiveMinutes,
                FiveMinutes
            )
            : new Preset(
                Measure(MeasureKind.SlowShare) with
                {
                    Above = (rule.SlowerThan?.Value ?? TimeSpan.FromSeconds(1)).TotalMilliseconds,
                },
                ["service", "http.route"],
                Threshold: 0.01,
                Minimum: 100,
                FiveMinutes,
                FiveMinutes,
                FiveMinutes
            );

    private static Preset Database(AlertRule rule) =>
        rule.Signal == DatabaseSignal.PoolExhaustion
            ? new Preset(
                Measure(MeasureKind.Count),
                ["service"],
                Threshold: 5,
                Minimum: 0,
                FiveMinutes,
                Zero,
                TenMinutes
            )
            {
                Operator = RuleOperator.AtLeast,
                AnyPhrase = PoolIsExhausted,
            }
            : new Preset(
                Measure(MeasureKind.AttributeShareAbove) with
                {
                    Attribute = Duration,
                    Above = (rule.SlowerThan?.Value ?? TimeSpan.FromMilliseconds(500)).TotalMilliseconds,
                },
                ["service", "db.system.name"],
                Threshold: 0.05,
                Minimum: 20,
                FiveMinutes,
                FiveMinutes,
                TenMinutes
            )
            {
                Having = ["db.system.name"],
            };

    // The window is how long it may be quiet; the question looks back further, to know who should be there.
    private static RulePlan Absence(AlertRule rule)
    {
        var quiet = rule.Window?.Value ?? TenMinutes;
        var lookback = rule.Lookback?.Value ?? OneDay;
        var plan = Fill(
            rule,
            new Preset(Measure(MeasureKind.SinceLast), [], quiet.TotalSeconds, Minimum: 0, quiet, Zero, Zero)
        );
        return plan with { Window = lookback > quiet ? lookback : quiet, Threshold = quiet.TotalSeconds };
    }

    private static RulePlan Fill(AlertRule rule, Preset preset) =>
        new()
        {
            Name = rule.Name,
            Kind = rule.Kind,
            Filter = RuleFilters.Read(rule.Filter, out _),
            Measure = preset.Measure,
            Window = rule.Window?.Value ?? preset.Window,
            GroupBy = rule.GroupBy ?? preset.GroupBy,
            Having = [.. preset.Having.Union(rule.Filter?.Having ?? [], StringComparer.Ordinal)],
            AnyPhrase = preset.AnyPhrase,
            Operator = rule.Operator ?? preset.Operator,
            Threshold = rule.Threshold ?? preset.Threshold,
            Minimum = rule.Minimum ?? preset.Minimum,
            For = rule.For?.Value ?? preset.For,
            KeepFiringFor = rule.KeepFiringFor?.Value ?? preset.KeepFiringFor,
            Interval = rule.Interval?.Value ?? preset.Interval,
            NoData = rule.NoData ?? NoData.Ok,
            Limit = rule.Limit ?? RuleLimits.MaxAlerts,
            Labels = new Dictionary<string, string>(rule.Labels ?? NoTexts, StringComparer.Ordinal)
            {
                [LabelSet.AlertName] = rule.Name,
                [LabelSet.Severity] = rule.Severity.ToString().ToLowerInvariant(),
            },
            Annotations = Annotations(rule),
        };

    private static Dictionary<string, string> Annotations(AlertRule rule)
    {
        var annotations = new Dictionary<string, string>(rule.Annotations ?? NoTexts, StringComparer.Ordinal);
        if (rule.Runbook is not null)
        {
            annotations["runbook_url"] = rule.Runbook;
        }

        return annotations;
    }

    private static Dictionary<string, string> NoTexts { get; } = new(StringComparer.Ordinal);

    private static LogMeasure Measure(MeasureKind kind) => new() { Kind = kind };

    private static BodyTerm Phrase(string text) => new(text.Split(' '));

    private sealed record Preset(
        LogMeasure Measure,
        IReadOnlyList<string> GroupBy,
        double Threshold,
        long Minimum,
        TimeSpan Window,
        TimeSpan For,
        TimeSpan KeepFiringFor
    )
    {
        public RuleOperator Operator { get; init; } = RuleOperator.Above;

        public IReadOnlyList<string> Having { get; init; } = [];

        public IReadOnlyList<BodyTerm> AnyPhrase { get; init; } = [];

        public TimeSpan Interval { get; init; } = HalfMinute;
    }
}
