using Monolith.Ingest.Json;
using Monolith.Platform.Json;

namespace Monolith.Ingest.PubSub;

/// <summary>What the sidecar is told of a message. The words are Dapr's.</summary>
internal enum DeliveryStatus
{
    /// <summary>It is durable.</summary>
    Success,

    /// <summary>It could not be kept now.</summary>
    Retry,

    /// <summary>It can never be kept: the sidecar sends it to the dead-letter topic.</summary>
    Drop,
}

/// <summary>What has been decided about one message of a delivery.</summary>
internal struct EntryFate
{
    /// <summary>The entry's id as it stands in the body; nothing for a single message.</summary>
    public JsonText Id;

    /// <summary>Whether there is an id to answer under.</summary>
    public bool HasId;

    /// <summary>What is known already. A <see cref="DeliveryStatus.Success"/> still hangs on the batch, if there is one.</summary>
    public DeliveryStatus Status;

    /// <summary>The batch that the message is in, or null.</summary>
    public DeliveryBatch? Batch;

    /// <summary>Whether another delivery, which brings the same message, makes it durable; null when there is none.</summary>
    public Task<bool>? Other;
}
