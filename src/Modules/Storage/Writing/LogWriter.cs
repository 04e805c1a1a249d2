using Microsoft.Extensions.Options;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;
using Monolith.Storage.Tail;

namespace Monolith.Storage.Writing;

/// <summary>Lends batches of log records out.</summary>
internal sealed class LogWriter(
    CommitQueue queue,
    IOptions<RetentionOptions> retention,
    LogTail tail,
    DeliveryWindow deliveries,
    ITenantPlans? plans = null
) : ILogWriter
{
    private readonly TenantRetention _keeping = new(retention.Value, plans);
    private readonly BatchPool<LogBatch> _pool = new(pool => new LogBatch(pool, queue, tail, deliveries));

    /// <inheritdoc/>
    public ILogBatch Open(TenantId tenant) => _pool.Lend(tenant, _keeping.DaysOf(tenant));
}
