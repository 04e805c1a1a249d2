using System.Diagnostics.Metrics;

namespace Monolith.Platform.Workflows;

/// <summary>What workflows count, on either backend. Explained in docs/metrics.md.</summary>
internal sealed class WorkflowMetrics
{
    private readonly Counter<long> _started;
    private readonly Counter<long> _finished;
    private readonly Histogram<double> _turnDuration;
    private readonly Histogram<double> _activityDuration;

    public WorkflowMetrics(IMeterFactory meters)
    {
        Meter = meters.Create("Monolith.Workflows");
        _started = Meter.CreateCounter<long>(
            "monolith.workflows.instance.started",
            "{instance}",
            "Instances that took their first step."
        );
        _finished = Meter.CreateCounter<long>(
            "monolith.workflows.instance.finished",
            "{instance}",
            "Instances that came to an end."
        );
        _turnDuration = Meter.CreateHistogram<double>(
            "monolith.workflows.turn.duration",
            "s",
            "How long a step of an instance took, its replay included."
        );
        _activityDuration = Meter.CreateHistogram<double>(
            "monolith.workflows.activity.duration",
            "s",
            "How long an activity ran."
        );
    }

    /// <summary>Where a backend adds its own gauges.</summary>
    public Meter Meter { get; }

    public void InstanceStarted(string workflow) => _started.Add(1, Tag("workflow", workflow));

    public void InstanceFinished(string workflow, string? error) => _finished.Add(1, Tags("workflow", workflow, error));

    public void TurnTook(string workflow, TimeSpan time) =>
        _turnDuration.Record(time.TotalSeconds, Tag("workflow", workflow));

    public void ActivityTook(string activity, TimeSpan time, string? error) =>
        _activityDuration.Record(time.TotalSeconds, Tags("activity", activity, error));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static KeyValuePair<string, object?>[] Tags(string name, string value, string? error) =>
        error is null ? [Tag(name, value)] : [Tag(name, value), Tag("error.type", error)];
}
