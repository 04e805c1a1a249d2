using Microsoft.Extensions.Options;
using Monolith.Platform.Documents;

namespace Monolith.Platform.Events;

/// <summary>An event alone is a commit without other documents: the store makes it durable, and the relay takes it from
/// there.</summary>
internal sealed class EventBus(IDocumentStore documents, IOptions<EventOptions> options) : IEventBus
{
    // Of the ids that publishers gave. The queue itself forgets an event once everybody has handled it.
    private const string PublishedKind = "published";

    public Task PublishAsync<T>(string topic, T data, CancellationToken cancellationToken) =>
        documents.CommitAsync(new DocumentChanges().Publish(topic, data), cancellationToken);

    public async Task PublishAsync<T>(string topic, T data, string eventId, CancellationToken cancellationToken)
    {
        try
        {
            await documents.CommitAsync(
                new DocumentChanges()
                    .Add(PublishedKind, eventId, topic, options.Value.HandledWindow)
                    .Publish(topic, data, eventId),
                cancellationToken
            );
        }
        catch (DocumentConflictException)
        {
            // It was published before, durably: the note of it and the event are one commit.
        }
    }
}
