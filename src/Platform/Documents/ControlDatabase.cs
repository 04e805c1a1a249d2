using Monolith.Platform.Sqlite;

namespace Monolith.Platform.Documents;

/// <summary>The file <c>control/control.db</c> of the data folder: documents, and the events that were committed with them.</summary>
internal sealed class ControlDatabase(DataFolder data) : IDisposable
{
    private const string Tables = """
        -- One row: the number of the last commit. A document's ETag is the number of the commit that wrote it, so an
        -- ETag never comes back, not even after a document was removed and added again.
        CREATE TABLE commits (last INTEGER NOT NULL);
        INSERT INTO commits VALUES (0);

        CREATE TABLE documents (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            written_by INTEGER NOT NULL, -- the commit
            expires_at INTEGER,          -- UTC ticks
            json TEXT NOT NULL,
            PRIMARY KEY (kind, id)
        ) WITHOUT ROWID;
        CREATE INDEX documents_by_expiry ON documents (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            topic TEXT NOT NULL,
            time INTEGER NOT NULL,       -- UTC ticks
            data TEXT NOT NULL,
            trace_parent TEXT,
            is_handed_out INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX events_to_hand_out ON events (number) WHERE is_handed_out = 0;

        CREATE TABLE deliveries (
            handler TEXT NOT NULL,
            event INTEGER NOT NULL REFERENCES events (number),
            attempts INTEGER NOT NULL,
            due_at INTEGER,              -- UTC ticks; null when it was given up
            PRIMARY KEY (handler, event)
        ) WITHOUT ROWID;
        CREATE INDEX deliveries_by_due ON deliveries (handler, due_at);
        CREATE INDEX deliveries_by_event ON deliveries (event);
        """;

    /// <summary>The database, with its tables.</summary>
    public SqliteDatabase Database { get; } = new(Path.Combine(data.Sub("control"), "control.db"), Tables);

    /// <inheritdoc/>
    public void Dispose() => Database.Dispose();
}
