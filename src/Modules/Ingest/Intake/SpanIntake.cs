using Monolith.Ingest.Bodies;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>The way in for spans, the same for all protocols. Thread-safe.</summary>
internal sealed class SpanIntake(BodyReader bodies, ISpanPipeline pipeline, IngestMetrics metrics)
    : SignalIntake<ISpanPipelineBatch>(bodies, metrics)
{
    /// <inheritdoc/>
    protected override ISpanPipelineBatch Open(in BatchOrigin origin) => pipeline.Open(origin);
}
