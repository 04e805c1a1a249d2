using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Monolith.Ingest.Bodies;
using Monolith.Platform.Problems;

namespace Monolith.Ingest;

/// <summary>What comes in, in bytes; the records are counted by Processing.</summary>
internal sealed class IngestMetrics
{
    private readonly Histogram<long> _body;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _replayed;

    public IngestMetrics(IMeterFactory meters, MemoryGate gate)
    {
        var meter = meters.Create("Monolith.Ingest");
        _body = meter.CreateHistogram<long>("monolith.ingest.body.size", "By", "Request bodies after decompression.");
        _refused = meter.CreateCounter<long>(
            "monolith.ingest.refused",
            "{request}",
            "Requests of which nothing was kept; their clients were told."
        );
        _replayed = meter.CreateCounter<long>(
            "monolith.ingest.replayed",
            "{request}",
            "Requests that came again under the same Idempotency-Key and were not counted a second time."
        );
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

    /// <summary>Nothing of a request was kept.</summary>
    public void Refused(Exception refusal, string source) =>
        _refused.Add(
            1,
            new KeyValuePair<string, object?>("error.type", ReasonOf(refusal)),
            new KeyValuePair<string, object?>("monolith.source", source)
        );

    /// <summary>A request came again and was not counted a second time.</summary>
    public void Replayed(string source) =>
        _replayed.Add(1, new KeyValuePair<string, object?>("monolith.source", source));

    private static string ReasonOf(Exception refusal) =>
        refusal switch
        {
            ProblemException problem => problem.Reason,
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => "too_slow",
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => "too_large",
            _ => "invalid_request",
        };
}
