using Monolith.Ingest.Intake;
using Monolith.Platform.Problems;
using Monolith.Platform.Security;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.PubSub;

/// <summary>The way in for what the sidecar brings: past the same admission as everything else, but tenant by tenant, because one
/// delivery may hold messages of several. Thread-safe.</summary>
internal sealed class DeliveryIntake(Admission admission, ILogPipeline logs, ISpanPipeline spans, IngestMetrics metrics)
{
    /// <summary>What came by the sidecar, in metrics and quarantine; and its key, as quotas name it.</summary>
    public const string Source = "dapr";

    /// <summary>The same for spans.</summary>
    public const string TraceSource = "dapr_traces";

    /// <summary>Begins the batch of one tenant.</summary>
    /// <param name="topic">Where its messages come from.</param>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="message">What each of its messages is read into, one after the other.</param>
    /// <param name="bytes">How many bytes the whole delivery has.</param>
    /// <returns>Null when the tenant may not bring more now, which is counted.</returns>
    public DeliveryBatch? TryOpen(PubSubTopic topic, TenantId tenant, CloudEvent message, int bytes)
    {
        var source = topic.Content == TopicContent.Traces ? TraceSource : Source;
        if (admission.Refusal(new Sender(tenant, Source), bytes) is { } refusal)
        {
            metrics.Refused(refusal, source);
            return null;
        }

        var origin = new BatchOrigin(tenant, source);
        return topic.Content == TopicContent.Traces
            ? new SpanEventBatch(spans.Open(origin), message)
            : new EventBatch(logs.Open(origin), message, topic.Content == TopicContent.Events);
    }

    /// <summary>Makes a tenant's batch durable. Where there is no room for it, it is not, which is counted.</summary>
    public async Task CommitAsync(TenantId tenant, DeliveryBatch batch, CancellationToken cancellationToken)
    {
        var sender = new Sender(tenant, Source);
        admission.Charge(sender, batch.Bytes, batch.Received);
        try
        {
            await batch.CommitAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            admission.GiveBack(sender, batch.Bytes, batch.Received);
            if (failure is not OverloadedException)
            {
                throw;
            }

            metrics.Refused(failure, batch is SpanEventBatch ? TraceSource : Source);
        }
    }
}
