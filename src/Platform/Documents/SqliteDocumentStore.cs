using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Monolith.Platform.Events;
using Monolith.Platform.Sqlite;

namespace Monolith.Platform.Documents;

/// <summary>Documents in a SQLite file. SQLite has no asynchronous work: each call is done when it returns.</summary>
internal sealed class SqliteDocumentStore(ControlDatabase control, Wake eventsWaiting, TimeProvider clock)
    : IDocumentStore
{
    private readonly SqliteDatabase _database = control.Database;

    public Task<Document<T>?> GetAsync<T>(string kind, string id, CancellationToken cancellationToken)
    {
        using var connection = _database.Open();
        var row = connection.QuerySingleOrDefault<Row>(
            """
            SELECT id AS Id, written_by AS WrittenBy, json AS Json FROM documents
            WHERE kind = @kind AND id = @id AND (expires_at IS NULL OR expires_at > @now)
            """,
            new
            {
                kind,
                id,
                now = Now,
            }
        );
        return Task.FromResult(row is null ? null : ToDocument<T>(row));
    }

    public Task<DocumentPage<T>> ListAsync<T>(
        string kind,
        int pageSize,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        DocumentPaging.Check(pageSize);
        using var connection = _database.Open();
        var documents = connection
            .Query<Row>(
                """
                SELECT id AS Id, written_by AS WrittenBy, json AS Json FROM documents
                WHERE kind = @kind AND id > @after AND (expires_at IS NULL OR expires_at > @now)
                ORDER BY id LIMIT @pageSize
                """,
                new
                {
                    kind,
                    after = cursor ?? "",
                    now = Now,
                    pageSize,
                }
            )
            .Select(ToDocument<T>)
            .ToList();
        var next = documents.Count == pageSize ? documents[^1].Id : null;
        return Task.FromResult(new DocumentPage<T>(documents, next));
    }

    public Task CommitAsync(DocumentChanges changes, CancellationToken cancellationToken)
    {
        using (var connection = _database.Open())
        {
            // IMMEDIATE takes the writer's lock first, so what is checked stays so until it is written.
            using var transaction = connection.BeginTransaction(deferred: false);
            var now = clock.GetUtcNow();
            connection.Execute("DELETE FROM documents WHERE expires_at <= @now", new { now = now.UtcTicks });
            var commit = connection.ExecuteScalar<long>("UPDATE commits SET last = last + 1 RETURNING last");
            foreach (var change in changes.Documents)
            {
                Apply(connection, change, commit, now);
            }

            foreach (var e in changes.Events)
            {
                Add(connection, e.Stamp(clock));
            }

            transaction.Commit();
        }

        if (changes.Events.Count > 0)
        {
            eventsWaiting.Signal();
        }

        return Task.CompletedTask;
    }

    private long Now => clock.GetUtcNow().UtcTicks;

    private static void Apply(SqliteConnection connection, DocumentChange change, long commit, DateTimeOffset now)
    {
        var current = connection.QuerySingleOrDefault<long?>(
            "SELECT written_by FROM documents WHERE kind = @Kind AND id = @Id",
            new { change.Kind, change.Id }
        );
        change.Check(current?.ToString(CultureInfo.InvariantCulture));
        if (change.Json is null)
        {
            connection.Execute("DELETE FROM documents WHERE kind = @Kind AND id = @Id", new { change.Kind, change.Id });
            return;
        }

        connection.Execute(
            """
            INSERT INTO documents (kind, id, written_by, expires_at, json) VALUES (@Kind, @Id, @commit, @expiresAt, @Json)
            ON CONFLICT (kind, id) DO UPDATE
            SET written_by = excluded.written_by, expires_at = excluded.expires_at, json = excluded.json
            """,
            new
            {
                change.Kind,
                change.Id,
                commit,
                expiresAt = (now + change.TimeToLive)?.UtcTicks,
                change.Json,
            }
        );
    }

    private static void Add(SqliteConnection connection, StoredEvent e) =>
        connection.Execute(
            """
            INSERT INTO events (id, topic, time, data, trace_parent) VALUES (@Id, @Topic, @time, @Data, @TraceParent)
            """,
            new
            {
                e.Id,
                e.Topic,
                time = e.Time.UtcTicks,
                e.Data,
                e.TraceParent,
            }
        );

    private static Document<T> ToDocument<T>(Row row) =>
        new(
            row.Id,
            JsonSerializer.Deserialize<T>(row.Json, JsonSerializerOptions.Web)!,
            row.WrittenBy.ToString(CultureInfo.InvariantCulture)
        );

    private sealed record Row(string Id, long WrittenBy, string Json);
}
