using System.Diagnostics.Metrics;
using Monolith.Ingest.Bodies;

namespace Monolith.Ingest;

/// <summary>What comes in, in bytes; the records are counted by Processing.</summary>
internal sealed class IngestMetrics
{
    private readonly Histogram<long> _body;

    public IngestMetrics(IMeterFactory meters, MemoryGate gate)
    {
        var meter = meters.Create("Monolith.Ingest");
        _body = meter.CreateHistogram<long>("monolith.ingest.body.size", "By", "Request bodies after decompression.");
        meter.CreateObservableUpDownCounter(
            "monolith.ingest.memory.used",
            () => gate.BytesTaken,
            "By",
            "Memory that request bodies take at this moment."
        );
        meter.CreateObservableUpDownCounter(
            "monolith.ingest.memory.limit",
            () => gate.Capacity,
            "By",
            "Memory that request bodies may take at once; above it, requests wait and then get 503."
        );
    }

    /// <summary>A body was read to its end.</summary>
    public void BodyRead(long bytes, string source) =>
        _body.Record(bytes, new KeyValuePair<string, object?>("monolith.source", source));
}
