using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Monolith.Platform.Workflows.Execution;
using Monolith.Platform.Workflows.Protocol;

namespace Monolith.Platform.Workflows.Embedded;

/// <summary>
/// Every change to the tables. The caller begins and ends the transaction around it. What has to happen once the
/// transaction is durable is collected in <see cref="Effects"/>. Used by the writer alone.
/// </summary>
internal sealed class StoreTransaction : IDisposable
{
    private readonly List<Statement> _all = [];
    private readonly SqliteConnection _connection;
    private readonly Statement _addInstance;
    private readonly Statement _find;
    private readonly Statement _findByKey;
    private readonly Statement _updateInstance;
    private readonly Statement _complete;
    private readonly Statement _stall;
    private readonly Statement _addHistory;
    private readonly Statement _clearHistory;
    private readonly Statement _addMessage;
    private readonly Statement _consume;
    private readonly Statement _addTimer;
    private readonly Statement _clearTimers;
    private readonly Statement _dueTimers;
    private readonly Statement _removeTimer;
    private readonly Statement _addActivity;
    private readonly Statement _removeActivity;
    private readonly Statement _countActivities;
    private readonly Statement _activeChildren;
    private readonly Statement _family;
    private readonly Statement _expired;
    private readonly Statement[] _removals;

    public StoreTransaction(SqliteConnection connection)
    {
        _connection = connection;
        _addInstance = Prepare(
            """
            INSERT INTO instances
                (id, name, status, created, updated, input, parent_key, parent_generation, parent_task)
            VALUES ($0, $1, $2, $3, $3, $4, $5, $6, $7) RETURNING key
            """
        );
        _find = Prepare("SELECT key, status FROM instances WHERE id = $0");
        _findByKey = Prepare("SELECT id, generation, completed FROM instances WHERE key = $0");
        _updateInstance = Prepare(
            """
            UPDATE instances SET status = $1, generation = $2, turns = turns + 1, updated = $3, custom_status = $4,
                input = CASE WHEN $5 THEN $6 ELSE input END
            WHERE key = $0
            """
        );
        _complete = Prepare("UPDATE instances SET completed = $1, output = $2, failure = $3 WHERE key = $0");
        _stall = Prepare("UPDATE instances SET status = $1, turns = turns + 1, updated = $2 WHERE key = $0");
        _addHistory = Prepare("INSERT INTO history (key, turn, events) VALUES ($0, $1, $2)");
        _clearHistory = Prepare("DELETE FROM history WHERE key = $0");
        _addMessage = Prepare("INSERT INTO inbox (key, event) VALUES ($0, $1)");
        _consume = Prepare("DELETE FROM inbox WHERE key = $0 AND sequence <= $1");
        _addTimer = Prepare("INSERT INTO timers (key, timer, fire_at, event) VALUES ($0, $1, $2, $3)");
        _clearTimers = Prepare("DELETE FROM timers WHERE key = $0");
        _dueTimers = Prepare(
            "SELECT key, timer, event FROM timers WHERE fire_at <= $0 ORDER BY fire_at, key, timer LIMIT $1"
        );
        _removeTimer = Prepare("DELETE FROM timers WHERE key = $0 AND timer = $1");
        _addActivity = Prepare(
            "INSERT INTO activities (key, generation, request) VALUES ($0, $1, $2) RETURNING number"
        );
        _removeActivity = Prepare("DELETE FROM activities WHERE number = $0 RETURNING key, generation");
        _countActivities = Prepare("SELECT count(*) FROM activities WHERE key = $0");
        _activeChildren = Prepare("SELECT key FROM instances WHERE parent_key = $0 AND completed IS NULL");
        _family = Prepare(
            """
            WITH RECURSIVE family (key) AS (
                SELECT $0 UNION SELECT i.key FROM instances i JOIN family f ON i.parent_key = f.key
            )
            SELECT i.key, i.id, i.completed FROM instances i JOIN family f ON i.key = f.key
            """
        );
        _expired = Prepare(
            """
            SELECT i.key FROM instances i LEFT JOIN instances p ON p.key = i.parent_key
            WHERE i.completed <= $0 AND (p.key IS NULL OR p.completed IS NOT NULL) ORDER BY i.completed LIMIT $1
            """
        );
        string[] tables = ["instances", "history", "inbox", "timers", "activities"];
        _removals = [.. tables.Select(table => Prepare($"DELETE FROM {table} WHERE key = $0"))];
    }

    /// <summary>What is to be done when the present work is durable.</summary>
    public TurnEffects Effects { get; private set; } = new();

    /// <summary>Begins the collection of effects anew.</summary>
    public TurnEffects TakeEffects()
    {
        var effects = Effects;
        Effects = new TurnEffects();
        return effects;
    }

    /// <summary>Makes an instance.</summary>
    /// <param name="instance">What begins.</param>
    /// <param name="parent">Whose child it is, or null.</param>
    /// <returns>False when its id belongs to one that is not finished.</returns>
    public bool TryAdd(NewInstance instance, TurnResult? parent = null)
    {
        if (_find.Read(r => (Key: r.GetInt64(0), Status: r.GetInt32(1)), instance.Id) is [var old])
        {
            if (!IsFinished(old.Key))
            {
                return false;
            }

            Remove(old.Key);
        }

        var started = instance.Started.ExecutionStarted;
        var key = _addInstance.Read(
            r => r.GetInt64(0),
            instance.Id,
            started.Name,
            (int)WorkflowRuntimeStatus.Pending,
            instance.Started.Timestamp.ToDateTime().Ticks,
            started.Input,
            parent?.Before.Key,
            parent?.Generation,
            instance.ParentTask
        )[0];
        if (instance.StartAt is { } startAt)
        {
            _addTimer.Run(key, -1, startAt.Ticks, instance.Started.ToByteArray());
            Effects.HasNewTimers = true;
        }
        else
        {
            AddMessage(key, instance.Started);
        }

        Effects.Changed.Add(instance.Id);
        return true;
    }

    /// <summary>Puts a message into the inbox of an instance, to be part of its next step.</summary>
    public void AddMessage(long key, HistoryEvent message)
    {
        _addMessage.Run(key, message.ToByteArray());
        Effects.Woken.Add(key);
    }

    /// <summary>The key and the status of an instance, or null.</summary>
    public (long Key, WorkflowRuntimeStatus Status)? Find(string id) =>
        _find.Read(r => (r.GetInt64(0), (WorkflowRuntimeStatus)r.GetInt32(1)), id) is [var found] ? found : null;

    /// <summary>Writes a step down.</summary>
    public void Apply(TurnResult turn)
    {
        var key = turn.Before.Key;
        if (turn.ConsumedUpTo > 0)
        {
            _consume.Run(key, turn.ConsumedUpTo);
        }

        if (turn.IsStalled)
        {
            _stall.Run(key, (int)turn.Status, turn.Now.Ticks);
            AddHistory(turn);
            Effects.Changed.Add(turn.Before.Id);
            return;
        }

        if (!turn.Before.IsCompleted)
        {
            Advance(turn);
        }

        if (turn.TerminatesChildren is { } terminate)
        {
            foreach (var child in _activeChildren.Read(r => r.GetInt64(0), key))
            {
                AddMessage(child, terminate);
            }
        }
    }

    /// <summary>An activity has come to an end. The result goes to the instance that still waits for it.</summary>
    public void CompleteActivity(long number, HistoryEvent result)
    {
        if (_removeActivity.Read(r => (Key: r.GetInt64(0), Generation: r.GetInt32(1)), number) is [var activity])
        {
            AddMessageOfGeneration(activity.Key, activity.Generation, result);
        }
    }

    /// <summary>Fires the timers that are due.</summary>
    /// <returns>How many there were.</returns>
    public int FireTimers(DateTime now, int count)
    {
        var due = _dueTimers.Read(
            r => (Key: r.GetInt64(0), Timer: r.GetInt32(1), Event: r.GetFieldValue<byte[]>(2)),
            now.Ticks,
            count
        );
        foreach (var timer in due)
        {
            _removeTimer.Run(timer.Key, timer.Timer);
            _addMessage.Run(timer.Key, timer.Event);
            Effects.Woken.Add(timer.Key);
        }

        return due.Count;
    }

    /// <summary>Removes a finished instance and its children.</summary>
    /// <returns>The id of one of them that is not finished, when nothing was removed.</returns>
    public string? Purge(long key)
    {
        var family = _family.Read(r => (Key: r.GetInt64(0), Id: r.GetString(1), IsOver: !r.IsDBNull(2)), key);
        if (family.Find(f => !f.IsOver) is { Id: { } running })
        {
            return running;
        }

        foreach (var member in family)
        {
            Remove(member.Key);
            Effects.Changed.Add(member.Id);
        }

        return null;
    }

    /// <summary>Removes instances that were finished before a moment, oldest first.</summary>
    /// <returns>How many.</returns>
    public int PurgeCompletedBefore(DateTime moment, int count)
    {
        var expired = _expired.Read(r => r.GetInt64(0), moment.Ticks, count);
        expired.ForEach(Remove);
        return expired.Count;
    }

    /// <summary>What was left to do when the program ended: instances with messages, and activities.</summary>
    public void FindUnfinished()
    {
        using var waiting = new Statement(_connection, "SELECT DISTINCT key FROM inbox ORDER BY key");
        using var activities = new Statement(_connection, "SELECT number FROM activities ORDER BY number");
        Effects.Woken.AddRange(waiting.Read(r => r.GetInt64(0)));
        Effects.Activities.AddRange(activities.Read(r => r.GetInt64(0)));
    }

    public void Dispose()
    {
        _all.ForEach(s => s.Dispose());
        _connection.Dispose();
    }

    private void Advance(TurnResult turn)
    {
        var key = turn.Before.Key;
        if (turn.NewGenerations > 0)
        {
            _clearHistory.Run(key);
            _clearTimers.Run(key);
        }

        _updateInstance.Run(
            key,
            (int)turn.Status,
            turn.Generation,
            turn.Now.Ticks,
            turn.CustomStatus,
            turn.NewGenerations > 0,
            turn.Input
        );
        AddHistory(turn);
        foreach (var activity in turn.Activities)
        {
            var number = _addActivity.Read(r => r.GetInt64(0), key, turn.Generation, activity.ToByteArray())[0];
            Effects.Activities.Add(number);
        }

        foreach (var timer in turn.Timers.Where(t => t.TimerFired.FireAt.ToDateTime().Year < DateTime.MaxValue.Year))
        {
            var fireAt = timer.TimerFired.FireAt.ToDateTime().Ticks;
            _addTimer.Run(key, timer.TimerFired.TimerId, fireAt, timer.ToByteArray());
            Effects.HasNewTimers = true;
        }

        foreach (var child in turn.Children.Where(child => !TryAdd(child, turn)))
        {
            var details = Failures.Permanent(
                "WorkflowInstanceAlreadyExists",
                $"The workflow instance '{child.Id}' exists and is not finished."
            );
            AddMessage(key, Turn.ChildFailed(child.ParentTask!.Value, details, turn.Now));
        }

        if (turn.End is { } end)
        {
            End(turn, end);
        }

        Effects.Changed.Add(turn.Before.Id);
    }

    private void End(TurnResult turn, ExecutionCompletedEvent end)
    {
        _complete.Run(turn.Before.Key, turn.Now.Ticks, end.Result, end.FailureDetails?.ToByteArray());
        _clearTimers.Run(turn.Before.Key);
        if (turn is { ForParent: { } result, Before.ParentKey: { } parent })
        {
            AddMessageOfGeneration(parent, turn.Before.ParentGeneration, result);
        }
    }

    // A result of an earlier generation bears a number that means something else by now.
    private void AddMessageOfGeneration(long key, int generation, HistoryEvent message)
    {
        if (
            _findByKey.Read(r => (Generation: r.GetInt32(1), IsOver: !r.IsDBNull(2)), key) is [var instance]
            && instance.Generation == generation
            && !instance.IsOver
        )
        {
            AddMessage(key, message);
        }
    }

    private void AddHistory(TurnResult turn)
    {
        if (turn.Appended.Count > 0)
        {
            var events = new GetInstanceHistoryResponse { Events = { turn.Appended } };
            _addHistory.Run(turn.Before.Key, turn.Before.Turns, events.ToByteArray());
        }
    }

    private bool IsFinished(long key) =>
        _findByKey.Read(r => !r.IsDBNull(2), key) is [true]
        && _activeChildren.Read(r => r.GetInt64(0), key).Count == 0
        && _countActivities.Read(r => r.GetInt64(0), key) is [0];

    private void Remove(long key)
    {
        foreach (var removal in _removals)
        {
            removal.Run(key);
        }
    }

    private Statement Prepare(string sql)
    {
        var statement = new Statement(_connection, sql);
        _all.Add(statement);
        return statement;
    }
}

/// <summary>What is to be done once a change is durable.</summary>
internal sealed class TurnEffects
{
    /// <summary>Instances that have messages.</summary>
    public List<long> Woken { get; } = [];

    /// <summary>Activities to run.</summary>
    public List<long> Activities { get; } = [];

    /// <summary>Ids whose state is another.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>Whether the next timer may be due earlier than before.</summary>
    public bool HasNewTimers { get; set; }
}
