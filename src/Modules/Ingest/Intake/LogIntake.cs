using Monolith.Ingest.Bodies;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Intake;

/// <summary>The way in for log records, the same for all protocols. Thread-safe.</summary>
internal sealed class LogIntake(Admission admission, BodyReader bodies, ILogPipeline pipeline, IngestMetrics metrics)
    : SignalIntake<ILogPipelineBatch>(admission, bodies, metrics)
{
    /// <inheritdoc/>
    protected override ILogPipelineBatch Open(in BatchOrigin origin) => pipeline.Open(origin);
}
