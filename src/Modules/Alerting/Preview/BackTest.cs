using Monolith.Alerting.Evaluation;
using Monolith.Alerting.Labels;
using Monolith.Alerting.Rules;
using Monolith.Explore.Contracts;

namespace Monolith.Alerting.Preview;

/// <summary>Plays a rule through past measurements, with the same steps that evaluate it live. A pure function.</summary>
internal static class BackTest
{
    private const int MaxFirings = 10_000;
    private const int MaxErrors = 10;

    /// <summary>When the rule would have fired.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="moments">When it is evaluated, in order.</param>
    /// <param name="measured">What was measured at those moments.</param>
    public static BackTestResult Run(
        RulePlan rule,
        IEnumerable<DateTimeOffset> moments,
        IReadOnlyList<Measurement> measured
    )
    {
        var answers = measured.ToLookup(measurement => measurement.At);
        var result = new BackTestResult();
        IReadOnlyDictionary<string, AlertInstance> alerts = new Dictionary<string, AlertInstance>(
            StringComparer.Ordinal
        );
        foreach (var at in moments)
        {
            try
            {
                var findings = Interpretation.Read(rule, [.. answers[at]]);
                var (after, error) = AlertMachine.Evaluate(rule, alerts, findings, at);
                Note(result, alerts, after, at);
                alerts = after;
                AddError(result, at, error);
            }
            catch (EvaluationException e)
            {
                AddError(result, at, e.Message);
            }

            if (result.Firings.Count >= MaxFirings)
            {
                result.IsCut = true;
                break;
            }
        }

        return result;
    }

    private static void Note(
        BackTestResult result,
        IReadOnlyDictionary<string, AlertInstance> before,
        IReadOnlyDictionary<string, AlertInstance> after,
        DateTimeOffset at
    )
    {
        foreach (var alert in after.Values.Where(a => a.State == AlertState.Firing))
        {
            var isNew = before.GetValueOrDefault(alert.Fingerprint)?.State != AlertState.Firing;
            if (isNew)
            {
                result.Begin(alert, at);
            }
            else
            {
                result.Continue(alert);
            }
        }

        foreach (var alert in after.Values.Where(a => a.ResolvedAt == at))
        {
            result.End(alert, at);
        }

        result.Waited += before.Values.Count(a => a.State == AlertState.Pending && !after.ContainsKey(a.Fingerprint));
    }

    private static void AddError(BackTestResult result, DateTimeOffset at, string? error)
    {
        if (error is not null && result.Errors.Count < MaxErrors)
        {
            result.Errors.Add(new BackTestError(at, error));
        }
    }
}

/// <summary>What a back-test came to.</summary>
internal sealed class BackTestResult
{
    private readonly Dictionary<string, Firing> _open = new(StringComparer.Ordinal);

    /// <summary>Each time that an alert fired, in the order of beginning.</summary>
    public List<Firing> Firings { get; } = [];

    /// <summary>The first moments at which the rule could not be evaluated.</summary>
    public List<BackTestError> Errors { get; } = [];

    /// <summary>How often an alert was pending and did not come to fire.</summary>
    public int Waited { get; set; }

    /// <summary>True when there were too many firings to look on.</summary>
    public bool IsCut { get; set; }

    public void Begin(AlertInstance alert, DateTimeOffset at)
    {
        var firing = new Firing(alert.Labels, alert.Annotations, alert.ActiveAt, at, alert.Value);
        _open[alert.Fingerprint] = firing;
        Firings.Add(firing);
    }

    public void Continue(AlertInstance alert) => _open[alert.Fingerprint].Saw(alert.Value);

    public void End(AlertInstance alert, DateTimeOffset at)
    {
        if (_open.Remove(alert.Fingerprint, out var firing))
        {
            firing.ResolvedAt = at;
        }
    }
}

/// <summary>A moment at which the rule could not be evaluated.</summary>
internal sealed record BackTestError(DateTimeOffset At, string Message);

/// <summary>One time that an alert fired.</summary>
internal sealed class Firing(
    LabelSet labels,
    IReadOnlyDictionary<string, string> annotations,
    DateTimeOffset activeAt,
    DateTimeOffset firedAt,
    double value
)
{
    public LabelSet Labels { get; } = labels;

    /// <summary>What people would have read when it began to fire.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; } = annotations;

    public DateTimeOffset ActiveAt { get; } = activeAt;

    public DateTimeOffset FiredAt { get; } = firedAt;

    /// <summary>Null when it still fired at the end.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>What was measured when it began to fire.</summary>
    public double Value { get; } = value;

    public double Lowest { get; private set; } = value;

    public double Highest { get; private set; } = value;

    public void Saw(double measured) => (Lowest, Highest) = (Math.Min(Lowest, measured), Math.Max(Highest, measured));
}
