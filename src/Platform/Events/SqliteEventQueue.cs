using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Monolith.Platform.Documents;

namespace Monolith.Platform.Events;

/// <summary>
/// The queue of committed events in <c>control.db</c>. Handing out makes one delivery for each handler in one transaction,
/// so a crash can neither forget a handler nor give it an event twice. A delivery is removed once it was handled.
/// </summary>
internal sealed class SqliteEventQueue(ControlDatabase control, IOptions<EventOptions> options, TimeProvider clock)
    : IEventQueue
{
    private const int MaxHandedOut = 500;
    private readonly EventOptions _options = options.Value;

    /// <inheritdoc/>
    public EventQueueState State
    {
        get
        {
            using var connection = control.Database.Open();
            var (waiting, oldest, setAside) = connection.QuerySingle<(long, long?, long)>(
                """
                SELECT COUNT(*), MIN(time), (SELECT COUNT(*) FROM deliveries WHERE due_at IS NULL) FROM events
                WHERE is_handed_out = 0 OR number IN (SELECT event FROM deliveries WHERE due_at IS NOT NULL)
                """
            );
            var age = oldest is { } ticks
                ? clock.GetUtcNow() - new DateTimeOffset(ticks, TimeSpan.Zero)
                : TimeSpan.Zero;
            return new EventQueueState(waiting, age, setAside);
        }
    }

    /// <summary>Makes deliveries of the events that have none yet.</summary>
    /// <returns>How many events that were.</returns>
    public int HandOut(IReadOnlyList<EventSubscription> subscriptions)
    {
        using var connection = control.Database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var events = connection
            .Query<(long Number, string Topic)>(
                "SELECT number, topic FROM events WHERE is_handed_out = 0 ORDER BY number LIMIT @MaxHandedOut",
                new { MaxHandedOut }
            )
            .AsList();
        foreach (var (number, topic) in events)
        {
            foreach (var handler in subscriptions.Where(s => s.Topic == topic).Select(s => s.Handler))
            {
                connection.Execute(
                    "INSERT INTO deliveries (handler, event, attempts, due_at) VALUES (@handler, @number, 0, @now)",
                    new
                    {
                        handler,
                        number,
                        now = clock.GetUtcNow().UtcTicks,
                    }
                );
            }

            connection.Execute("UPDATE events SET is_handed_out = 1 WHERE number = @number", new { number });
            RemoveIfDone(connection, number);
        }

        transaction.Commit();
        return events.Count;
    }

    /// <returns>The delivery of a handler that is due the longest; null when none is due.</returns>
    public Delivery? NextDue(string handler)
    {
        using var connection = control.Database.Open();
        var row = connection.QuerySingleOrDefault<Row>(
            """
            SELECT event AS Number, attempts AS Attempts, id AS Id, topic AS Topic, time AS Time, data AS Data,
                trace_parent AS TraceParent
            FROM deliveries JOIN events ON number = event
            WHERE handler = @handler AND due_at <= @now ORDER BY due_at, event LIMIT 1
            """,
            new { handler, now = clock.GetUtcNow().UtcTicks }
        );
        return row is null
            ? null
            : new Delivery(
                handler,
                row.Number,
                (int)row.Attempts,
                new StoredEvent(
                    row.Id,
                    row.Topic,
                    new DateTimeOffset(row.Time, TimeSpan.Zero),
                    row.Data,
                    row.TraceParent
                )
            );
    }

    /// <returns>How long until a delivery of the handler is due; null when none waits.</returns>
    public TimeSpan? UntilNextDue(string handler)
    {
        using var connection = control.Database.Open();
        var due = connection.ExecuteScalar<long?>(
            "SELECT MIN(due_at) FROM deliveries WHERE handler = @handler",
            new { handler }
        );
        return due is { } ticks ? TimeSpan.FromTicks(Math.Max(0, ticks - clock.GetUtcNow().UtcTicks)) : null;
    }

    /// <summary>The handler has handled the event and never sees it again.</summary>
    public void Complete(Delivery delivery)
    {
        using var connection = control.Database.Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Execute(
            "DELETE FROM deliveries WHERE handler = @Handler AND event = @Number",
            new { delivery.Handler, delivery.Number }
        );
        RemoveIfDone(connection, delivery.Number);
        transaction.Commit();
    }

    /// <summary>The handler failed: the event comes again later or, after the last try, is kept and never comes again.</summary>
    /// <returns>True when that was the last try.</returns>
    public bool Fail(Delivery delivery)
    {
        var attempts = delivery.Attempts + 1;
        var isLast = attempts >= _options.MaxAttempts;
        using var connection = control.Database.Open();
        connection.Execute(
            """
            UPDATE deliveries SET attempts = @attempts, due_at = @dueAt WHERE handler = @Handler AND event = @Number
            """,
            new
            {
                attempts,
                dueAt = isLast ? (long?)null : (clock.GetUtcNow() + DelayAfter(attempts)).UtcTicks,
                delivery.Handler,
                delivery.Number,
            }
        );
        return isLast;
    }

    private TimeSpan DelayAfter(int attempts)
    {
        var delay = _options.RetryDelay * Math.Pow(2, attempts - 1);
        return delay < _options.MaxRetryDelay ? delay : _options.MaxRetryDelay;
    }

    private static void RemoveIfDone(SqliteConnection connection, long number) =>
        connection.Execute(
            "DELETE FROM events WHERE number = @number AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event = @number)",
            new { number }
        );

    private sealed record Row(
        long Number,
        long Attempts,
        string Id,
        string Topic,
        long Time,
        string Data,
        string? TraceParent
    );
}

/// <summary>An event that is due for a handler.</summary>
/// <param name="Handler">Whose delivery it is.</param>
/// <param name="Number">The event's number in the queue.</param>
/// <param name="Attempts">How often the handler failed at it.</param>
/// <param name="Event">The event.</param>
internal sealed record Delivery(string Handler, long Number, int Attempts, StoredEvent Event);
