using Microsoft.Extensions.Options;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Pipelines;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing;

/// <summary>Opens batches that run the stages in order and hand what they keep to storage.</summary>
internal sealed class LogPipeline(
    PipelineCatalog pipelines,
    ILogWriter writer,
    IOptions<ProcessingOptions> options,
    ProcessingMetrics metrics,
    IRawSeal seal,
    TimeProvider clock,
    ITenantPlans? plans = null
) : Pipeline<LogRecord>(options, seal, clock), ILogPipeline
{
    public ILogPipelineBatch Open(in BatchOrigin origin)
    {
        var workspace = Rent();
        var stages = pipelines.Of(origin.Tenant);
        workspace.Tally.MakeRoom(stages.Counted);
        var plan = plans?.Of(origin.Tenant) ?? TenantPlan.AsConfigured;
        return new LogPipelineBatch(
            this,
            workspace,
            stages,
            plan,
            metrics,
            writer.Open(origin.Tenant),
            origin,
            UnixNano()
        );
    }

    public override void Count(Tally tally, in BatchOrigin origin, string? errorType) =>
        metrics.CountLogs(tally, origin.Source, errorType);
}
