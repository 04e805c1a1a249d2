using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Monolith.Healing.Kubernetes;

/// <summary>How long the Kubernetes API takes, and how often it fails.</summary>
internal sealed class KubernetesMetrics
{
    private readonly Histogram<double> _duration;

    public KubernetesMetrics(IMeterFactory meters)
    {
        _duration = meters
            .Create("Monolith.Healing")
            .CreateHistogram<double>(
                "monolith.healing.kubernetes.request.duration",
                "s",
                "How long requests to the Kubernetes API took."
            );
    }

    /// <summary>A request was answered, or failed with an error.</summary>
    public void Sent(KubernetesRequest request, TimeSpan duration, string? error = null)
    {
        var tags = new TagList { { "monolith.verb", request.Verb }, { "monolith.resource", request.Resource } };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        _duration.Record(duration.TotalSeconds, tags);
    }
}
