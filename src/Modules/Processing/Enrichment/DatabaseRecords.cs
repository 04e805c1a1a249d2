using System.Buffers.Text;
using Monolith.Platform.Signals;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Enrichment;

/// <summary>Brings what is said about databases into the shape of OpenTelemetry's <c>db.*</c>: queries lose their literals, slow ones
/// are marked, and what happens in a pool of connections has one name. The table is in docs/enrichment.md.</summary>
/// <param name="slowMs">How many milliseconds a query may take before it is slow.</param>
internal sealed class DatabaseRecords(double slowMs)
{
    private const double MillisecondsPerSecond = 1000;

    private static readonly ReadOnlyMemory<byte> SlowName = "db.slow"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> True = "true"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Hidden = "?"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> QueryEvent = "db.query"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> FailedEvent = "db.query.failed"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> PoolEvent = "db.pool"u8.ToArray();

    private static readonly Renames Names = new(
        ("db.system", "db.system.name"),
        ("db.name", "db.namespace"),
        ("db.statement", "db.query.text"),
        ("db.operation", "db.operation.name"),
        ("db.sql.table", "db.collection.name"),
        ("db.mongodb.collection", "db.collection.name"),
        ("db.cassandra.table", "db.collection.name"),
        ("db.redis.database_index", "db.namespace"),
        ("commandText", "db.query.text"),
        ("pool.name", "db.client.connection.pool.name"),
        ("db.client.connections.pool.name", "db.client.connection.pool.name"),
        ("db.client.connections.usage", "db.client.connection.count"),
        ("db.client.connections.max", "db.client.connection.max"),
        ("db.client.connections.idle.max", "db.client.connection.idle.max"),
        ("db.client.connections.idle.min", "db.client.connection.idle.min"),
        ("db.client.connections.pending_requests", "db.client.connection.pending_requests"),
        ("db.client.connections.timeouts", "db.client.connection.timeouts"),
        ("db.client.connections.wait_time", "db.client.connection.wait_time"),
        ("db.client.connections.use_time", "db.client.connection.use_time"),
        ("db.client.connections.create_time", "db.client.connection.create_time")
    );

    /// <summary>Brings the record into the one shape.</summary>
    public void Normalise(LogRecord record, in StageContext context)
    {
        var attributes = record.Attributes;
        Names.Apply(attributes);
        var (query, system, isPool, hasError) = Clean(attributes);
        FillDuration(record);
        if (query >= 0)
        {
            var text = attributes.Items[query].Value;
            var kind = system < 0 ? default : attributes.Items[system].Value.Span;
            attributes.SetValue(query, QuerySanitiser.Clean(text, kind, context.Scratch));
        }

        if (record.DurationMs > slowMs && !isPool && attributes.IndexOf(SlowName.Span) < 0)
        {
            attributes.Add(SlowName, True);
        }

        if (record.EventName.IsEmpty)
        {
            record.EventName =
                isPool ? PoolEvent
                : hasError || record.Severity >= SeverityNumber.Error ? FailedEvent
                : QueryEvent;
        }
    }

    // What was bound to a query is as good as in it.
    private static (int Query, int System, bool IsPool, bool HasError) Clean(AttributeList attributes)
    {
        var (query, system, isPool, hasError) = (-1, -1, false, false);
        for (var i = 0; i < attributes.Count; i++)
        {
            var key = attributes.Items[i].Key.Span;
            switch (key.Length)
            {
                case 13 when key.SequenceEqual("db.query.text"u8):
                    query = i;
                    break;
                case 14 when key.SequenceEqual("db.system.name"u8):
                    system = i;
                    break;
                case 10 when key.SequenceEqual("error.type"u8):
                case 14 when key.SequenceEqual("exception.type"u8):
                    hasError = true;
                    break;
                case > 19 when key.StartsWith("db.query.parameter."u8) || key.StartsWith("db.operation.parameter."u8):
                    attributes.SetValue(i, Hidden);
                    break;
                case > 21 when key.StartsWith("db.client.connection."u8):
                    isPool = true;
                    break;
            }
        }

        return (query, system, isPool && query < 0, hasError);
    }

    // The conventions say seconds; Entity Framework says "elapsed" and means milliseconds.
    private static void FillDuration(LogRecord record)
    {
        if (double.IsNaN(record.DurationMs))
        {
            record.DurationMs =
                TryRead(record.Attributes, "db.client.operation.duration"u8, out var seconds)
                    ? seconds * MillisecondsPerSecond
                : TryRead(record.Attributes, "elapsed"u8, out var milliseconds) ? milliseconds
                : double.NaN;
        }
    }

    private static bool TryRead(AttributeList attributes, ReadOnlySpan<byte> name, out double number)
    {
        number = 0;
        var place = attributes.IndexOf(name);
        return place >= 0
            && Utf8Parser.TryParse(attributes.Items[place].Value.Span, out number, out var read)
            && read == attributes.Items[place].Value.Length
            && double.IsFinite(number);
    }
}
