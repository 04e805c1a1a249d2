using System.Text.Json;
using Monolith.Platform.Dapr;

namespace Monolith.Platform.Documents;

/// <summary>One commit to a state store: which keys it must know, and which operations it comes to. Does no work itself.</summary>
/// <param name="changes">What becomes of documents, events among them.</param>
/// <param name="id">Written into everything that the commit writes.</param>
internal sealed class DaprCommit(IReadOnlyList<DocumentChange> changes, string id)
{
    /// <summary>The documents and the shards that list them.</summary>
    public IReadOnlyList<string> Keys { get; } =
    [.. changes.SelectMany(c => new[] { DocumentKey.Of(c.Kind, c.Id), ShardKey(c) }).Distinct(StringComparer.Ordinal)];

    /// <summary>The operations that make the changes, each under the condition that what was seen is still so.</summary>
    /// <exception cref="DocumentConflictException">A document is not as its change supposes.</exception>
    public IReadOnlyList<StateTransactionRequest> Plan(
        IReadOnlyDictionary<string, BulkStateItem> seen,
        DateTimeOffset now
    ) =>
        [
            .. changes.SelectMany(change => PlanDocument(change, seen, now)),
            .. changes.GroupBy(ShardKey, StringComparer.Ordinal).SelectMany(g => PlanShard(g.Key, [.. g], seen, now)),
        ];

    /// <summary>True when something that this commit writes is there.</summary>
    public bool IsIn(IReadOnlyDictionary<string, BulkStateItem> seen) =>
        Keys.Any(key => StoredDocument.Read(seen.GetValueOrDefault(key)?.Data)?.Commit == id);

    /// <summary>True when nobody has written between two looks.</summary>
    public bool IsSame(
        IReadOnlyDictionary<string, BulkStateItem> one,
        IReadOnlyDictionary<string, BulkStateItem> other
    ) => Keys.All(key => ETag(one, key) == ETag(other, key));

    private IEnumerable<StateTransactionRequest> PlanDocument(
        DocumentChange change,
        IReadOnlyDictionary<string, BulkStateItem> seen,
        DateTimeOffset now
    )
    {
        var key = DocumentKey.Of(change.Kind, change.Id);
        var etag = ETag(seen, key);
        var before = StoredDocument.Read(seen.GetValueOrDefault(key)?.Data);
        change.Check(before?.IsLive(now) == true ? etag : null);
        if (change.Json is not null)
        {
            using var json = JsonDocument.Parse(change.Json);
            var stored = new StoredDocument(json.RootElement, id, now + change.TimeToLive);

            // Some stores keep the end that a key once had unless they are told otherwise.
            var timeToLive = change.TimeToLive ?? (before?.ExpiresAt is null ? null : Timeout.InfiniteTimeSpan);
            yield return StateTransactionRequest.UpsertIfUnchanged(key, stored.Write(), etag, timeToLive);
        }
        else if (etag is not null)
        {
            yield return StateTransactionRequest.Delete(key, etag);
        }
    }

    /// <summary>A shard is written only when ids come or go, or end at another time; what has ended leaves it then.</summary>
    private IEnumerable<StateTransactionRequest> PlanShard(
        string key,
        IReadOnlyList<DocumentChange> changesInShard,
        IReadOnlyDictionary<string, BulkStateItem> seen,
        DateTimeOffset now
    )
    {
        var ids = StoredDocument.Read(seen.GetValueOrDefault(key)?.Data)?.To<IndexShard>().Ids ?? [];
        var isChanged = false;
        foreach (var change in changesInShard)
        {
            var end = now + change.TimeToLive;
            if (change.Json is null)
            {
                isChanged |= ids.Remove(change.Id);
            }
            else if (!ids.TryGetValue(change.Id, out var known) || known != end)
            {
                ids[change.Id] = end;
                isChanged = true;
            }
        }

        if (isChanged)
        {
            var live = new IndexShard(ids).Live(now).ToDictionary(i => i, i => ids[i], StringComparer.Ordinal);
            var shard = JsonSerializer.SerializeToElement(IndexShard.Of(live), JsonSerializerOptions.Web);
            var stored = new StoredDocument(shard, id, ExpiresAt: null);
            yield return StateTransactionRequest.UpsertIfUnchanged(key, stored.Write(), ETag(seen, key));
        }
    }

    private static string ShardKey(DocumentChange change) =>
        DocumentIndex.Key(change.Kind, DocumentIndex.ShardOf(change.Id));

    private static string? ETag(IReadOnlyDictionary<string, BulkStateItem> seen, string key) =>
        seen.TryGetValue(key, out var item) && item.Data is not null ? item.ETag : null;
}
