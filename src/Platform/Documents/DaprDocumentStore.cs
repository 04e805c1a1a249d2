using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;
using Monolith.Platform.Events;
using Monolith.Platform.Problems;

namespace Monolith.Platform.Documents;

/// <summary>Documents in a Dapr state store. Events are documents too until they are published (the outbox).</summary>
internal sealed class DaprDocumentStore(
    DaprClient dapr,
    IOptions<DaprOptions> options,
    DaprOutbox outbox,
    TimeProvider clock
) : IDocumentStore
{
    private const int ShardsAtOnce = 8;
    private const int MaxContentions = 50;
    private const int MaxFailures = 3;
    private readonly string _store = options.Value.StateStore;

    public async Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken)
    {
        var (text, etag) = await dapr.GetStateAndETagAsync<string>(_store, DocumentKey.Of(kind, id), cancellationToken);
        return StoredDocument.Read(text) is { } stored && stored.IsLive(clock.GetUtcNow())
            ? new Document<T>(id, stored.To<T>(), etag ?? "")
            : null;
    }

    public async Task<DocumentPage<T>> ListAsync<T>(
        string kind,
        int pageSize,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        DocumentPaging.Check(pageSize);
        var (shard, after) = ParseCursor(cursor);
        var ids = new List<string>();
        for (; shard < DocumentIndex.Shards && ids.Count < pageSize; shard += ShardsAtOnce)
        {
            ids.AddRange(await ReadIdsAsync(kind, shard, after, cancellationToken));
            after = ""; // the shards that follow begin at their beginning
        }

        var isLast = shard >= DocumentIndex.Shards && ids.Count <= pageSize;
        ids = [.. ids.Take(pageSize)];
        return new DocumentPage<T>(
            await ReadDocumentsAsync<T>(kind, ids, cancellationToken),
            isLast ? null : $"{DocumentIndex.ShardOf(ids[^1])}:{ids[^1]}"
        );
    }

    public async Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken)
    {
        var events = changes.Events.Select(e => e.Stamp(clock)).ToList();
        var commit = new DaprCommit(
            [.. changes.Documents, .. events.Select(DaprOutbox.Entry)],
            Guid.CreateVersion7(clock.GetUtcNow()).ToString()
        );
        await CommitAsync(commit, cancellationToken);
        outbox.Hand(events);
    }

    /// <summary>
    /// Reads what is there, checks it, and writes under the condition that it is still there. When the sidecar says that the
    /// transaction failed, only a second look can tell whether somebody was quicker: then it starts over.
    /// </summary>
    private async Task CommitAsync(DaprCommit commit, CancellationToken cancellationToken)
    {
        var (contentions, failures) = (0, 0);
        var seen = await ReadAsync(commit, cancellationToken);
        while (true)
        {
            var operations = commit.Plan(seen, clock.GetUtcNow());
            if (operations.Count == 0)
            {
                return;
            }

            try
            {
                await dapr.ExecuteStateTransactionAsync(_store, operations, cancellationToken);
                return;
            }
            catch (DaprException exception) when (exception.Status is null || exception.IsRetriable)
            {
                var now = await ReadAsync(commit, cancellationToken);
                if (commit.IsIn(now))
                {
                    return; // it was done after all, and only the answer was lost
                }

                // Without an answer the transaction may yet be done, and a second one would be on top of it.
                var isContention = !commit.IsSame(seen, now);
                if (exception.Status is null || contentions == MaxContentions || failures == MaxFailures)
                {
                    throw;
                }

                (contentions, failures) = isContention ? (contentions + 1, failures) : (contentions, failures + 1);
                seen = now;
            }

            // Those that met would meet again if all came back at once.
            var wait = TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * (contentions + failures + 1)));
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private async Task<IReadOnlyDictionary<string, BulkStateItem>> ReadAsync(
        DaprCommit commit,
        CancellationToken cancellationToken
    ) =>
        (await dapr.GetBulkStateAsync(_store, commit.Keys, cancellationToken)).ToDictionary(
            item => item.Key,
            StringComparer.Ordinal
        );

    private async Task<IEnumerable<string>> ReadIdsAsync(
        string kind,
        int firstShard,
        string after,
        CancellationToken cancellationToken
    )
    {
        var count = Math.Min(ShardsAtOnce, DocumentIndex.Shards - firstShard);
        var keys = Enumerable.Range(firstShard, count).Select(s => DocumentIndex.Key(kind, s)).ToList();
        var now = clock.GetUtcNow();
        var items = await dapr.GetBulkStateAsync(_store, keys, cancellationToken);
        return items
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => (item.Key, Shard: StoredDocument.Read(item.Data)?.To<IndexShard>()))
            .SelectMany(item => item.Shard?.Live(now).Where(id => item.Key != keys[0] || IsAfter(id, after)) ?? []);
    }

    private static bool IsAfter(string id, string after) => string.CompareOrdinal(id, after) > 0;

    private async Task<IReadOnlyList<Document<T>>> ReadDocumentsAsync<T>(
        string kind,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var items = await dapr.GetBulkStateAsync(
            _store,
            [.. ids.Select(id => DocumentKey.Of(kind, id))],
            cancellationToken
        );
        var now = clock.GetUtcNow();
        var found = items
            .Select(item => (item, Stored: StoredDocument.Read(item.Data)))
            .Where(d => d.Stored?.IsLive(now) == true)
            .ToDictionary(d => d.item.Key, d => (d.item.ETag, d.Stored), StringComparer.Ordinal);
        return
        [
            .. ids.Where(id => found.ContainsKey(DocumentKey.Of(kind, id)))
                .Select(id => (Id: id, Found: found[DocumentKey.Of(kind, id)]))
                .Select(d => new Document<T>(d.Id, d.Found.Stored!.To<T>(), d.Found.ETag ?? "")),
        ];
    }

    private static (int Shard, string After) ParseCursor(string? cursor)
    {
        if (cursor is null)
        {
            return (0, "");
        }

        var colon = cursor.IndexOf(':', StringComparison.Ordinal);
        return
            colon > 0
            && int.TryParse(cursor.AsSpan(0, colon), CultureInfo.InvariantCulture, out var shard)
            && shard is >= 0 and < DocumentIndex.Shards
            ? (shard, cursor[(colon + 1)..])
            : throw new InvalidRequestException(nameof(cursor), "The cursor is none that a page before had.");
    }
}
