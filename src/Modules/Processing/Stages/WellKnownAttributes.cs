using System.Buffers.Text;
using Monolith.Platform.Signals;

namespace Monolith.Processing.Stages;

/// <summary>
/// Moves the attributes that have a column of their own into the record's fields: those of OpenTelemetry's semantic
/// conventions, and the mandatory fields where a protocol has no other place for them.
/// An attribute stays where it is when the field is taken already or the value does not fit it, so nothing is lost.
/// </summary>
internal static class WellKnownAttributes
{
    // The lengths of the names below: most attributes are passed over by this one test.
    private const ulong Lengths =
        (1UL << 7)
        | (1UL << 8)
        | (1UL << 10)
        | (1UL << 11)
        | (1UL << 14)
        | (1UL << 15)
        | (1UL << 16)
        | (1UL << 19)
        | (1UL << 25);

    public static void MoveToFields(LogRecord record)
    {
        var attributes = record.Attributes;
        var kept = 0;
        for (var i = 0; i < attributes.Count; i++)
        {
            ref readonly var attribute = ref attributes.Items[i];
            var length = attribute.Key.Length;
            if (length < 64 && ((Lengths >> length) & 1) != 0 && TryMove(record, attribute))
            {
                continue;
            }

            // Closed up in one pass: taking them out one by one would move all the later ones each time.
            attributes.Move(i, kept++);
        }

        attributes.Truncate(kept);

        if (record.HttpUrl.IsEmpty)
        {
            MovePath(record);
        }
    }

    private static bool TryMove(LogRecord record, in LogAttribute attribute)
    {
        var key = attribute.Key.Span;
        var value = attribute.Value;
        switch (key.Length)
        {
            case 7 when key.SequenceEqual("user_id"u8) && MayFill(record.UserId, value):
                record.UserId = value;
                return true;
            case 8
                when (key.SequenceEqual("url.full"u8) || key.SequenceEqual("http.url"u8))
                    && MayFill(record.HttpUrl, value):
                record.HttpUrl = value;
                return true;
            case 10 when key.SequenceEqual("http.route"u8) && MayFill(record.HttpRoute, value):
                record.HttpRoute = value;
                return true;
            case 10 when key.SequenceEqual("request_id"u8) && MayFill(record.RequestId, value):
                record.RequestId = value;
                return true;
            case 10 when key.SequenceEqual("event.name"u8) && MayFill(record.EventName, value):
                record.EventName = value;
                return true;
            case 11 when key.SequenceEqual("duration_ms"u8):
                return TryFillDuration(record, value.Span);
            case 11 when key.SequenceEqual("http.method"u8) && MayFill(record.HttpMethod, value):
            case 19 when key.SequenceEqual("http.request.method"u8) && MayFill(record.HttpMethod, value):
                record.HttpMethod = value;
                return true;
            case 14 when key.SequenceEqual("correlation_id"u8) && MayFill(record.CorrelationId, value):
                record.CorrelationId = value;
                return true;
            case 14
                when (key.SequenceEqual("client.address"u8) || key.SequenceEqual("http.client_ip"u8))
                    && MayFill(record.ClientAddress, value):
                record.ClientAddress = value;
                return true;
            case 15 when key.SequenceEqual("http.user_agent"u8) && MayFill(record.UserAgent, value):
            case 19 when key.SequenceEqual("user_agent.original"u8) && MayFill(record.UserAgent, value):
                record.UserAgent = value;
                return true;
            case 16 when key.SequenceEqual("http.status_code"u8):
            case 25 when key.SequenceEqual("http.response.status_code"u8):
                return record.TryFillHttpStatus(value.Span);
            default:
                return false;
        }
    }

    private static bool MayFill(ReadOnlyMemory<byte> field, ReadOnlyMemory<byte> value) =>
        field.IsEmpty && !value.IsEmpty;

    private static bool TryFillDuration(LogRecord record, ReadOnlySpan<byte> value)
    {
        if (
            !double.IsNaN(record.DurationMs)
            || !Utf8Parser.TryParse(value, out double duration, out var read)
            || read != value.Length
            || !double.IsFinite(duration)
        )
        {
            return false;
        }

        record.DurationMs = duration;
        return true;
    }

    // Servers write the path alone; it stands in for the URL only where no attribute had the whole of it.
    private static void MovePath(LogRecord record)
    {
        var items = record.Attributes.Items;
        for (var i = 0; i < items.Length; i++)
        {
            var key = items[i].Key;
            var isPath =
                (key.Length == 8 && key.Span.SequenceEqual("url.path"u8))
                || (key.Length == 11 && key.Span.SequenceEqual("http.target"u8));
            if (isPath && !items[i].Value.IsEmpty)
            {
                record.HttpUrl = items[i].Value;
                record.Attributes.RemoveAt(i);
                return;
            }
        }
    }
}
