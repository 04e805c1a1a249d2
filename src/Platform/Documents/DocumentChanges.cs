using System.Text.Json;
using Monolith.Platform.Events;

namespace Monolith.Platform.Documents;

/// <summary>Changes that are made together or not at all, with the events that tell of them. Built up, committed once. Not
/// thread-safe.</summary>
public sealed class DocumentChanges
{
    private readonly List<DocumentChange> _changes = [];
    private readonly List<NewEvent> _events = [];

    /// <summary>What becomes of documents. No document is in it twice.</summary>
    internal IReadOnlyList<DocumentChange> Documents => _changes;

    /// <summary>What is told.</summary>
    internal IReadOnlyList<NewEvent> Events => _events;

    /// <summary>Adds a document. A conflict when there is one of this id.</summary>
    /// <param name="kind">The document's kind.</param>
    /// <param name="id">Its id among its kind.</param>
    /// <param name="value">What it says.</param>
    /// <param name="timeToLive">After this time it is gone; null for never.</param>
    public DocumentChanges Add<T>(string kind, string id, T value, TimeSpan? timeToLive = null) =>
        With(new DocumentChange(kind, id, Json(value), Expected.Missing, ETag: null, timeToLive));

    /// <summary>Adds or replaces a document, whatever was there before.</summary>
    /// <inheritdoc cref="Add"/>
    public DocumentChanges Save<T>(string kind, string id, T value, TimeSpan? timeToLive = null) =>
        With(new DocumentChange(kind, id, Json(value), Expected.Anything, ETag: null, timeToLive));

    /// <summary>Replaces a document. A conflict when it is not as it was read.</summary>
    /// <param name="kind">The document's kind.</param>
    /// <param name="id">Its id among its kind.</param>
    /// <param name="value">What it says from now on.</param>
    /// <param name="etag">The ETag that was read.</param>
    /// <param name="timeToLive">After this time it is gone; null for never. What was said before no longer counts.</param>
    public DocumentChanges Replace<T>(string kind, string id, T value, string etag, TimeSpan? timeToLive = null) =>
        With(new DocumentChange(kind, id, Json(value), Expected.Unchanged, etag, timeToLive));

    /// <summary>Removes a document, which need not be there.</summary>
    public DocumentChanges Delete(string kind, string id) =>
        With(new DocumentChange(kind, id, Json: null, Expected.Anything, ETag: null, TimeToLive: null));

    /// <summary>Removes a document. A conflict when it is not as it was read.</summary>
    public DocumentChanges Delete(string kind, string id, string etag) =>
        With(new DocumentChange(kind, id, Json: null, Expected.Unchanged, etag, TimeToLive: null));

    /// <summary>Publishes an event if, and only if, the changes are made.</summary>
    public DocumentChanges Publish<T>(string topic, T data)
    {
        _events.Add(NewEvent.Of(topic, data));
        return this;
    }

    /// <summary>Publishes an event under an id of the publisher's.</summary>
    internal DocumentChanges Publish<T>(string topic, T data, string eventId)
    {
        _events.Add(NewEvent.Of(topic, data) with { Id = eventId });
        return this;
    }

    private DocumentChanges With(DocumentChange change)
    {
        DocumentName.Check(change.Kind);
        DocumentName.Check(change.Id);
        if (_changes.Exists(c => c.Kind == change.Kind && c.Id == change.Id))
        {
            throw new ArgumentException($"'{change.Id}' ({change.Kind}) is changed already.", nameof(change));
        }

        _changes.Add(change);
        return this;
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
}

/// <summary>What becomes of one document.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Json">What it says from now on; null when it is removed.</param>
/// <param name="Expected">How it must be for that.</param>
/// <param name="ETag">Its state, where it must be unchanged.</param>
/// <param name="TimeToLive">After this time it is gone.</param>
internal sealed record DocumentChange(
    string Kind,
    string Id,
    string? Json,
    Expected Expected,
    string? ETag,
    TimeSpan? TimeToLive
)
{
    /// <exception cref="DocumentConflictException">The document is not as it must be.</exception>
    public void Check(string? currentETag)
    {
        var isAsExpected = Expected switch
        {
            Expected.Anything => true,
            Expected.Missing => currentETag is null,
            Expected.Unchanged => currentETag == ETag,
            _ => throw new InvalidOperationException($"{Expected} is no expectation."),
        };
        if (!isAsExpected)
        {
            throw new DocumentConflictException(Kind, Id);
        }
    }
}

/// <summary>How a document must be before it is changed.</summary>
internal enum Expected
{
    /// <summary>There or not.</summary>
    Anything,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, and as it was read.</summary>
    Unchanged,
}
