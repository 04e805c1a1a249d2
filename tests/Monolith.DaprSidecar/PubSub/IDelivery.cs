namespace Monolith.DaprSidecar.PubSub;

/// <summary>Takes messages of one subscription to the app.</summary>
internal interface IDelivery
{
    /// <returns>What failed for good and has no dead-letter topic: the broker decides about it.</returns>
    Task<IReadOnlyList<PublishedMessage>> DeliverAsync(
        IReadOnlyList<PublishedMessage> batch,
        CancellationToken cancellationToken
    );
}
