using System.Diagnostics;
using System.Diagnostics.Metrics;
using Monolith.Alerting.Evaluation;

namespace Monolith.Alerting.Scheduling;

/// <summary>What evaluating rules costs, and whether it is on time.</summary>
internal sealed class RuleMetrics
{
    // Evaluations take milliseconds; the usual bounds begin at five seconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _delay;
    private readonly Counter<long> _skipped;

    public RuleMetrics(IMeterFactory meters, AlertBook book)
    {
        var meter = meters.Create("Monolith.Alerting");
        _duration = meter.CreateHistogram<double>(
            "monolith.alerting.evaluation.duration",
            "s",
            "How long an evaluation of a rule took.",
            tags: null,
            Seconds
        );
        _delay = meter.CreateHistogram<double>(
            "monolith.alerting.evaluation.delay",
            "s",
            "How long after its time an evaluation began.",
            tags: null,
            Seconds
        );
        _skipped = meter.CreateCounter<long>(
            "monolith.alerting.evaluation.skipped",
            "{evaluation}",
            "Evaluations left out because one was late."
        );
        meter.CreateObservableGauge(
            "monolith.alerting.alert.active",
            () => Count(book),
            "{alert}",
            "Alerts that are pending or fire."
        );
    }

    /// <summary>An evaluation ended.</summary>
    public void Evaluated(TimeSpan duration, Exception? error)
    {
        var tags = default(TagList);
        if (error is not null)
        {
            tags.Add("error.type", error.GetType().Name);
        }

        _duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>An evaluation began.</summary>
    /// <param name="delay">How long after its time.</param>
    public void Began(TimeSpan delay) => _delay.Record(delay.TotalSeconds);

    /// <summary>Evaluations were left out.</summary>
    public void Skipped(long evaluations) => _skipped.Add(evaluations);

    private static IEnumerable<Measurement<long>> Count(AlertBook book) =>
        new[] { AlertState.Pending, AlertState.Firing }.Select(state => new Measurement<long>(
            book.Rules.Sum(rule => book.Of(rule).Values.LongCount(alert => alert.State == state)),
            new KeyValuePair<string, object?>("monolith.state", state.ToString().ToLowerInvariant())
        ));
}
