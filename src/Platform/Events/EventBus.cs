using Monolith.Platform.Documents;

namespace Monolith.Platform.Events;

/// <summary>An event alone is a commit without documents: the store makes it durable, and the relay takes it from there.</summary>
internal sealed class EventBus(IDocumentStore documents) : IEventBus
{
    public Task PublishAsync<T>(string topic, T data, CancellationToken cancellationToken) =>
        documents.CommitAsync(new DocumentChanges().Publish(topic, data), cancellationToken);
}
