using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Redaction.Detection;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Spans;

/// <summary>Opens batches that make spans alike and hand those that are whole to storage.</summary>
internal sealed class SpanPipeline(
    NormaliseSpan normalise,
    PipelineCatalog pipelines,
    Redactors redactors,
    ISpanWriter writer,
    IOptions<ProcessingOptions> options,
    ProcessingMetrics metrics,
    IRawSeal seal,
    TimeProvider clock
) : Pipeline<SpanRecord>(options, seal, clock), ISpanPipeline
{
    public ISpanPipelineBatch Open(in BatchOrigin origin)
    {
        var redact = pipelines.Of(origin.Tenant).Spans;
        return new SpanPipelineBatch(
            this,
            Rent(),
            normalise,
            redact.Count > 0 ? redact : redactors.SpansOf(origin.Tenant),
            writer.Open(origin.Tenant),
            origin,
            UnixNano()
        );
    }

    public override void Count(Tally tally, in BatchOrigin origin, string? errorType) =>
        metrics.CountSpans(tally, origin.Source, errorType);
}
