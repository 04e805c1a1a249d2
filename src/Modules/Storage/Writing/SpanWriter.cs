using Microsoft.Extensions.Options;
using Monolith.Platform.Security;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;

namespace Monolith.Storage.Writing;

/// <summary>Lends batches of spans out.</summary>
internal sealed class SpanWriter(
    CommitQueue queue,
    IOptions<RetentionOptions> retention,
    DeliveryWindow deliveries,
    ITenantPlans? plans = null
) : ISpanWriter
{
    private readonly TenantRetention _keeping = new(retention.Value, plans);
    private readonly BatchPool<SpanBatch> _pool = new(pool => new SpanBatch(pool, queue, deliveries));

    /// <inheritdoc/>
    public ISpanBatch Open(TenantId tenant) => _pool.Lend(tenant, _keeping.DaysOf(tenant));
}
