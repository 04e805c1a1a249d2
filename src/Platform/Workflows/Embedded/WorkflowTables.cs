namespace Monolith.Platform.Workflows.Embedded;

/// <summary>The tables of <c>workflows/workflows.db</c>. Events are protobuf, as they go over the wire to a sidecar's worker.</summary>
internal static class WorkflowTables
{
    /// <summary>In the order in which they were written. Never change one that was released.</summary>
    public static readonly string[] Migrations =
    [
        """
            -- A key is one life of an id: an id that is used again gets a new key. Times are 100 ns since the year 1, UTC.
            CREATE TABLE instances (
                key INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                status INTEGER NOT NULL,
                generation INTEGER NOT NULL DEFAULT 0,
                turns INTEGER NOT NULL DEFAULT 0,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                completed INTEGER,
                input TEXT,
                output TEXT,
                custom_status TEXT,
                failure BLOB,
                parent_key INTEGER,
                parent_generation INTEGER,
                parent_task INTEGER
            );
            CREATE INDEX instances_by_status ON instances (status, key);
            CREATE INDEX instances_by_completed ON instances (completed) WHERE completed IS NOT NULL;
            CREATE INDEX instances_by_parent ON instances (parent_key) WHERE parent_key IS NOT NULL;

            -- What each step added, as one message with all its events.
            CREATE TABLE history (
                key INTEGER NOT NULL,
                turn INTEGER NOT NULL,
                events BLOB NOT NULL,
                PRIMARY KEY (key, turn)
            ) WITHOUT ROWID;

            -- What has arrived for an instance and was not part of a step yet.
            CREATE TABLE inbox (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                key INTEGER NOT NULL,
                event BLOB NOT NULL
            );
            CREATE INDEX inbox_by_key ON inbox (key);

            -- Activities that have not come to an end. After a restart all of them run again.
            CREATE TABLE activities (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                key INTEGER NOT NULL,
                generation INTEGER NOT NULL,
                request BLOB NOT NULL
            );
            CREATE INDEX activities_by_key ON activities (key);

            -- The event goes into the inbox when the time has come. Timer -1 is the start itself.
            CREATE TABLE timers (
                key INTEGER NOT NULL,
                timer INTEGER NOT NULL,
                fire_at INTEGER NOT NULL,
                event BLOB NOT NULL,
                PRIMARY KEY (key, timer)
            ) WITHOUT ROWID;
            CREATE INDEX timers_by_time ON timers (fire_at);
            """,
    ];
}
