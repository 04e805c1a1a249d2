namespace Monolith.Platform.Documents;

/// <summary>
/// Keeps the small JSON documents of the control plane: rules, silences, saved searches, runs. A document has a kind and
/// an id that is unique among its kind. A change is durable once <see cref="CommitAsync"/> returns. Thread-safe.
/// </summary>
/// <remarks>Kinds and ids are 1 to 200 letters, digits, <c>-</c>, <c>_</c>, <c>.</c> or <c>@</c>. A document should stay
/// below 100 kB.</remarks>
public interface IDocumentStore
{
    /// <summary>Reads a document.</summary>
    /// <returns>Null when there is none, or its time has passed.</returns>
    Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Reads the documents of a kind, page by page, in an order of the store's own. A document that is there the whole
    /// time is seen once; one that comes or goes meanwhile may be seen or not.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="pageSize">At most so many documents, 1 to 1000. A page may have fewer, even none, and not be the last.</param>
    /// <param name="cursor"><see cref="DocumentPage{T}.NextCursor"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DocumentPage<T>> ListAsync<T>(string kind, int pageSize, string? cursor, CancellationToken cancellationToken);

    /// <summary>Makes all of the changes, and publishes all of their events, or none.</summary>
    /// <exception cref="DocumentConflictException">A document is not as the changes suppose. Nothing was changed.</exception>
    /// <exception cref="Dapr.DaprException">The store failed or does not answer. Without a status, nobody knows whether the
    /// changes were made: read the documents back.</exception>
    Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken);
}

/// <summary>A document as it was read.</summary>
/// <param name="Id">Its id among its kind.</param>
/// <param name="Value">What it says.</param>
/// <param name="ETag">Names this state of it. Opaque.</param>
public sealed record Document<T>(string Id, T Value, string ETag);

/// <summary>Some of the documents of a kind.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="NextCursor">Where the next page begins; null when this was the last.</param>
public sealed record DocumentPage<T>(IReadOnlyList<Document<T>> Documents, string? NextCursor);
