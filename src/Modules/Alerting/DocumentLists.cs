using System.Runtime.CompilerServices;
using Monolith.Platform.Documents;

namespace Monolith.Alerting;

/// <summary>Reads kinds of documents whole.</summary>
internal static class DocumentLists
{
    private const int PageSize = 500;

    /// <summary>Every document of a kind, in an order of the store's own.</summary>
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
