using Monolith.Platform.Signals;
using Monolith.Storage.Contracts;
using Monolith.Storage.Deliveries;

namespace Monolith.Storage.Writing;

/// <summary>A batch of spans.</summary>
internal sealed class SpanBatch(BatchPool<SpanBatch> pool, CommitQueue queue, DeliveryWindow deliveries)
    : StoredBatch(queue, deliveries),
        ISpanBatch
{
    /// <summary>The spans.</summary>
    public SpanBlock Spans { get; } = new();

    /// <inheritdoc/>
    public override StreamBlock Content => Spans;

    /// <inheritdoc/>
    public void Append(SpanRecord span) => Spans.Append(Tenant, span, RetentionDays);

    /// <inheritdoc/>
    protected override void GoBack() => pool.TakeBack(this);
}
