namespace Monolith.Platform.Events;

/// <summary>
/// Tells other modules, and other replicas, what happened. An event reaches each handler at least once, in no promised
/// order. To tell of a change of documents, publish with the change: <see cref="Documents.DocumentChanges.Publish{T}(string, T)"/>.
/// Thread-safe.
/// </summary>
public interface IEventBus
{
    /// <summary>Publishes an event. It is durable once this returns; handlers run later.</summary>
    /// <param name="topic">What kind of thing happened: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, past tense.</param>
    /// <param name="data">Ids and plain values.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task PublishAsync<T>(string topic, T data, CancellationToken cancellationToken);

    /// <summary>Publishes an event under an id of the publisher's, so that a repetition does not count: for as long as
    /// <see cref="EventOptions.HandledWindow"/> says, publishing again under the same id does nothing.</summary>
    /// <param name="topic">What kind of thing happened: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, past tense.</param>
    /// <param name="data">Ids and plain values. Those of the first time are the ones that count.</param>
    /// <param name="eventId">No other event has it, of whatever topic. Up to 100 letters, digits, <c>-</c>, <c>_</c>,
    /// <c>.</c> and <c>@</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task PublishAsync<T>(string topic, T data, string eventId, CancellationToken cancellationToken);
}

/// <summary>Acts on events. Made anew for each, with a service scope of its own.</summary>
public interface IEventHandler<T>
{
    /// <summary>Acts. An exception means that the event is delivered again, later; after the last try it is set aside.</summary>
    /// <remarks>An event that was handled is not given to the same handler again, except after a crash between the end of this
    /// method and the note of it, or when a broker delivers it to two replicas at the same moment: acting twice must
    /// do no harm.</remarks>
    Task HandleAsync(Event<T> e, CancellationToken cancellationToken);
}
