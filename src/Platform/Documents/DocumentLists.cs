using System.Runtime.CompilerServices;

namespace Monolith.Platform.Documents;

/// <summary>Reads kinds of documents whole.</summary>
public static class DocumentLists
{
    private const int PageSize = 200;

    /// <summary>Every document of a kind, in an order of the store's own. A document that comes or goes meanwhile may be seen
    /// or not.</summary>
    public static async IAsyncEnumerable<Document<T>> ListAllAsync<T>(
        this IDocumentStore documents,
        string kind,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? cursor = null;
        do
        {
            var page = await documents.ListAsync<T>(kind, PageSize, cursor, cancellationToken);
            foreach (var document in page.Documents)
            {
                yield return document;
            }

            cursor = page.NextCursor;
        } while (cursor is not null);
    }
}
