using System.Buffers.Text;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Elasticsearch;

/// <summary>
/// Moves the fields of the Elastic Common Schema, and those that shippers write beside it, to where OpenTelemetry has them.
/// Most are known to all JSON already; the table is in docs/ingest/elasticsearch.md.
/// </summary>
internal static class CommonSchema
{
    private const double NanosecondsPerMillisecond = 1_000_000;

    private static readonly ReadOnlyMemory<byte> HostName = "host.name"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ExceptionType = "exception.type"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ExceptionMessage = "exception.message"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ExceptionStackTrace = "exception.stacktrace"u8.ToArray();

    /// <summary>Moves them. The host is returned instead, because it is no attribute but the resource's.</summary>
    public static ReadOnlyMemory<byte> Apply(LogRecord record)
    {
        var found = default(Found);
        var attributes = record.Attributes;
        var kept = 0;
        for (var i = 0; i < attributes.Count; i++)
        {
            ref readonly var attribute = ref attributes.Items[i];
            if (attribute.Value.IsEmpty || !TryMove(record, attribute, ref found))
            {
                attributes.Move(i, kept++);
            }
        }

        attributes.Truncate(kept);
        Add(record, ExceptionType, found.ErrorType);
        Add(record, ExceptionMessage, found.ErrorMessage);
        Add(record, ExceptionStackTrace, found.ErrorStackTrace);
        FillService(record, found.Dataset);
        FillSpan(record, found.Transaction);
        return found.Host;
    }

    /// <summary>Gives the record its host. Records of one host after another share their resource.</summary>
    public static void SetHost(LogRecord record, ReadOnlyMemory<byte> host)
    {
        var resource = record.Resource.Items;
        var current = resource.IsEmpty ? default : resource[0].Value.Span;
        if (current.SequenceEqual(host.Span))
        {
            return;
        }

        record.ClearResource();
        if (!host.IsEmpty)
        {
            record.Resource.Add(HostName, host);
        }
    }

    /// <returns>False when it stays an attribute under its own name.</returns>
    private static bool TryMove(LogRecord record, in LogAttribute attribute, ref Found found)
    {
        var name = attribute.Key.Span;
        var value = attribute.Value;
        switch (name.Length)
        {
            case 3 when name.SequenceEqual("log"u8) && record.Body.IsEmpty:
                record.Body = value;
                return true;
            case 4 when name.SequenceEqual("host"u8):
            case 9 when name.SequenceEqual("host.name"u8):
                return TryKeep(ref found.Host, value);
            case 7 when name.SequenceEqual("user.id"u8) && record.UserId.IsEmpty:
                record.UserId = value;
                return true;
            case 9 when name.SequenceEqual("client.ip"u8) && record.ClientAddress.IsEmpty:
                record.ClientAddress = value;
                return true;
            case 10 when name.SequenceEqual("error.type"u8):
                return TryKeep(ref found.ErrorType, value);
            case 13 when name.SequenceEqual("error.message"u8):
                return TryKeep(ref found.ErrorMessage, value);
            case 14 when name.SequenceEqual("event.duration"u8) && double.IsNaN(record.DurationMs):
                return TryFillDuration(record, value.Span);
            case 14 when name.SequenceEqual("transaction.id"u8):
                found.Transaction = value;
                return record.SpanId.IsEmpty;
            case 15 when name.SequenceEqual("http.request.id"u8) && record.RequestId.IsEmpty:
                record.RequestId = value;
                return true;
            case 17 when name.SequenceEqual("error.stack_trace"u8):
                return TryKeep(ref found.ErrorStackTrace, value);
            case 19 when name.SequenceEqual("data_stream.dataset"u8):
                found.Dataset = value;
                return false;
            default:
                return false;
        }
    }

    private static bool TryKeep(ref ReadOnlyMemory<byte> place, ReadOnlyMemory<byte> value)
    {
        if (!place.IsEmpty)
        {
            return false;
        }

        place = value;
        return true;
    }

    private static bool TryFillDuration(LogRecord record, ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out long nanoseconds, out var read) || read != value.Length)
        {
            return false;
        }

        record.DurationMs = nanoseconds / NanosecondsPerMillisecond;
        return true;
    }

    private static void FillService(LogRecord record, ReadOnlyMemory<byte> dataset)
    {
        if (record.ServiceName.IsEmpty && !DataStreams.IsNobody(dataset.Span))
        {
            record.ServiceName = dataset;
        }
    }

    // Elastic's agents call the span that a service begins with a transaction, and leave span.id out while none is within.
    private static void FillSpan(LogRecord record, ReadOnlyMemory<byte> transaction)
    {
        if (record.SpanId.IsEmpty && !transaction.IsEmpty)
        {
            record.SpanId = transaction;
            record.IdsAreText = true;
        }
    }

    private static void Add(LogRecord record, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            record.Attributes.Add(name, value);
        }
    }

    /// <summary>What is known of a record once all of its attributes were seen.</summary>
    private struct Found
    {
        public ReadOnlyMemory<byte> Host;
        public ReadOnlyMemory<byte> Dataset;
        public ReadOnlyMemory<byte> Transaction;
        public ReadOnlyMemory<byte> ErrorType;
        public ReadOnlyMemory<byte> ErrorMessage;
        public ReadOnlyMemory<byte> ErrorStackTrace;
    }
}
