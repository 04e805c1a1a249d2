using System.Diagnostics.Metrics;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>What the embedded engine counts beside <see cref="WorkflowMetrics"/>. Explained in docs/metrics.md.</summary>
internal sealed class EngineMetrics
{
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<long> _commitSize;

    public EngineMetrics(WorkflowMetrics workflows)
    {
        Meter = workflows.Meter;
        _commitDuration = Meter.CreateHistogram<double>(
            "monolith.workflows.commit.duration",
            "s",
            "How long a group of changes took to become durable."
        );
        _commitSize = Meter.CreateHistogram<long>(
            "monolith.workflows.commit.size",
            "{change}",
            "Changes that became durable together."
        );
    }

    /// <summary>Where the gauges are added by those who know the values.</summary>
    public Meter Meter { get; }

    public void Committed(int changes, TimeSpan time)
    {
        _commitDuration.Record(time.TotalSeconds);
        _commitSize.Record(changes);
    }
}
