using System.Diagnostics.Metrics;
using Monolith.Healing.Runs;

namespace Monolith.Healing;

/// <summary>What healing does, and what comes of it.</summary>
internal sealed class HealingMetrics
{
    private readonly Counter<long> _started;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _duration;

    public HealingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Monolith.Healing");
        _started = meter.CreateCounter<long>("monolith.healing.run.started", "{run}", "Runs that were wanted.");
        _ended = meter.CreateCounter<long>("monolith.healing.run.ended", "{run}", "Runs that are over.");
        _duration = meter.CreateHistogram<double>(
            "monolith.healing.run.duration",
            "s",
            "How long runs took that began to act."
        );
    }

    public void RunStarted(string action) =>
        _started.Add(1, new KeyValuePair<string, object?>("monolith.action", action));

    public void RunEnded(Run run, DateTimeOffset now)
    {
        var outcome = new KeyValuePair<string, object?>("monolith.outcome", HealingJson.Word(run.Outcome!.Value));
        var action = new KeyValuePair<string, object?>("monolith.action", run.Request.Policy.Action);
        _ended.Add(1, action, outcome);
        if (run.BegunAt is not null)
        {
            _duration.Record((now - run.Request.At).TotalSeconds, action, outcome);
        }
    }
}
