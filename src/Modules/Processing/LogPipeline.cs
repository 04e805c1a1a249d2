using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing;

/// <summary>Opens batches that run the stages in order and hand what they keep to storage.</summary>
internal sealed class LogPipeline(
    IEnumerable<ILogStage> stages,
    ILogWriter writer,
    IOptions<ProcessingOptions> options,
    ProcessingMetrics metrics,
    TimeProvider clock
) : Pipeline<LogRecord>(options, clock), ILogPipeline
{
    private readonly ILogStage[] _stages = [.. stages];

    public ILogPipelineBatch Open(in BatchOrigin origin) =>
        new LogPipelineBatch(this, Rent(), _stages, writer.Open(origin.Tenant), origin, UnixNano());

    public override void Count(Tally tally, in BatchOrigin origin, string? errorType) =>
        metrics.CountLogs(tally, origin.Source, errorType);
}
