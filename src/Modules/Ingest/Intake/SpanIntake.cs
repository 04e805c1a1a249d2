using Monolith.Ingest.Bodies;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>The way in for spans, the same for all protocols. Thread-safe.</summary>
internal sealed class SpanIntake(Admission admission, BodyReader bodies, ISpanPipeline pipeline, IngestMetrics metrics)
    : SignalIntake<ISpanPipelineBatch>(admission, bodies, metrics)
{
    /// <inheritdoc/>
    protected override ISpanPipelineBatch Open(in BatchOrigin origin) => pipeline.Open(origin);
}
