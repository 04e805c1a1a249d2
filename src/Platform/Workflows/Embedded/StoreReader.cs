using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>What an instance looks like before a step.</summary>
/// <param name="Row">The instance itself.</param>
/// <param name="History">Its past.</param>
/// <param name="Inbox">What has arrived, in order.</param>
/// <param name="LastSequence">The number of the last of these messages.</param>
internal sealed record InstanceSnapshot(
    InstanceRow Row,
    IReadOnlyList<HistoryEvent> History,
    IReadOnlyList<HistoryEvent> Inbox,
    long LastSequence
);

/// <summary>A row of the table of instances, without its payloads.</summary>
internal sealed record InstanceRow(
    long Key,
    string Id,
    string Name,
    WorkflowRuntimeStatus Status,
    int Generation,
    int Turns,
    long? ParentKey,
    int ParentGeneration,
    int ParentTask
)
{
    public bool IsCompleted =>
        Status is WorkflowRuntimeStatus.Completed or WorkflowRuntimeStatus.Failed or WorkflowRuntimeStatus.Terminated;
}

/// <summary>A connection for reading, with its statements. One user at a time.</summary>
internal sealed class StoreReader : IDisposable
{
    private const string State =
        "id, name, status, created, updated, input, output, custom_status, failure FROM instances";

    private readonly SqliteConnection _connection;
    private readonly Statement _instance;
    private readonly Statement _history;
    private readonly Statement _inbox;
    private readonly Statement _activity;
    private readonly Statement _state;
    private readonly Statement _page;
    private readonly Statement _nextTimer;

    public StoreReader(SqliteConnection connection)
    {
        _connection = connection;
        _instance = new(
            connection,
            """
            SELECT key, id, name, status, generation, turns, parent_key, parent_generation, parent_task
            FROM instances WHERE key = $0
            """
        );
        _history = new(connection, "SELECT events FROM history WHERE key = $0 ORDER BY turn");
        _inbox = new(connection, "SELECT sequence, event FROM inbox WHERE key = $0 ORDER BY sequence");
        _activity = new(connection, "SELECT request FROM activities WHERE number = $0");
        _state = new(connection, $"SELECT key, {State} WHERE id = $0");
        _page = new(
            connection,
            $"""
            SELECT key, {State}
            WHERE key < $0 AND ($1 IS NULL OR name = $1) AND ($2 IS NULL OR status = $2)
            ORDER BY key DESC LIMIT $3
            """
        );
        _nextTimer = new(connection, "SELECT min(fire_at) FROM timers");
    }

    /// <summary>Everything a step needs, or null when the instance is gone.</summary>
    public InstanceSnapshot? FindInstance(long key)
    {
        if (_instance.Read(ReadInstance, key) is not [var row])
        {
            return null;
        }

        var inbox = _inbox.Read(r => (Sequence: r.GetInt64(0), Event: HistoryEvent.Parser.ParseFrom(Bytes(r, 1))), key);
        return new InstanceSnapshot(
            row,
            ReadHistory(key),
            inbox.ConvertAll(m => m.Event),
            inbox.Count > 0 ? inbox[^1].Sequence : 0
        );
    }

    /// <summary>The activity of a number, or null when it has come to an end.</summary>
    public ActivityRequest? FindActivity(long number) =>
        _activity.Read(r => ActivityRequest.Parser.ParseFrom(Bytes(r, 0)), number) is [var request] ? request : null;

    /// <summary>An instance as it is seen from outside, with its key; null when there is none of this id.</summary>
    public (long Key, WorkflowState State)? FindState(string id) =>
        _state.Read(ReadState, id) is [var state] ? state : null;

    /// <summary>Instances from the newest to the oldest.</summary>
    /// <param name="before">Only those with a smaller key.</param>
    /// <param name="name">Only those of this name, or null.</param>
    /// <param name="status">Only those in this status, or null.</param>
    /// <param name="count">How many at most.</param>
    public List<(long Key, WorkflowState State)> ReadPage(
        long before,
        string? name,
        WorkflowRuntimeStatus? status,
        int count
    ) => _page.Read(ReadState, before, name, (int?)status, count);

    /// <summary>The past of an instance.</summary>
    public IReadOnlyList<HistoryEvent> ReadHistory(long key)
    {
        var all = new GetInstanceHistoryResponse();
        foreach (var events in _history.Read(r => Bytes(r, 0), key))
        {
            all.MergeFrom(events);
        }

        return all.Events;
    }

    /// <summary>When the next timer is due; null without timers.</summary>
    public DateTime? FindNextTimer() =>
        _nextTimer.Read(r => r.IsDBNull(0) ? (DateTime?)null : new DateTime(r.GetInt64(0), DateTimeKind.Utc))
            is [var next]
            ? next
            : null;

    public void Dispose()
    {
        Statement[] statements = [_instance, _history, _inbox, _activity, _state, _page, _nextTimer];
        foreach (var statement in statements)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static InstanceRow ReadInstance(SqliteDataReader r) =>
        new(
            r.GetInt64(0),
            r.GetString(1),
            r.GetString(2),
            (WorkflowRuntimeStatus)r.GetInt32(3),
            r.GetInt32(4),
            r.GetInt32(5),
            r.IsDBNull(6) ? null : r.GetInt64(6),
            r.IsDBNull(7) ? 0 : r.GetInt32(7),
            r.IsDBNull(8) ? 0 : r.GetInt32(8)
        );

    private static (long Key, WorkflowState State) ReadState(SqliteDataReader r) =>
        (
            r.GetInt64(0),
            new WorkflowState
            {
                InstanceId = r.GetString(1),
                WorkflowName = r.GetString(2),
                RuntimeStatus = (WorkflowRuntimeStatus)r.GetInt32(3),
                CreatedAt = new DateTimeOffset(r.GetInt64(4), TimeSpan.Zero),
                LastUpdatedAt = new DateTimeOffset(r.GetInt64(5), TimeSpan.Zero),
                SerializedInput = Text(r, 6),
                SerializedOutput = Text(r, 7),
                SerializedCustomStatus = Text(r, 8),
                FailureDetails = r.IsDBNull(9)
                    ? null
                    : Failures.ToPublic(TaskFailureDetails.Parser.ParseFrom(Bytes(r, 9))),
            }
        );

    private static string? Text(SqliteDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);

    private static byte[] Bytes(SqliteDataReader r, int column) => r.GetFieldValue<byte[]>(column);
}
