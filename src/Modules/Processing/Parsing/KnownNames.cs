using System.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Parsing;

/// <summary>Moves what a text said under a known name to the record's field for it. The table is in docs/parsing.md.</summary>
/// <remarks>What the text says of time, severity and message is nearer to where it happened than what carried it, so it wins;
/// in the other fields, what is there already stays.</remarks>
internal sealed class KnownNames(RecordBounds bounds)
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    /// <summary>Moves the attributes from a place on.</summary>
    /// <returns>True when the text had a message of its own, which is the body now.</returns>
    public bool Move(LogRecord record, int from, in StageContext context)
    {
        var attributes = record.Attributes;
        var hasBody = false;
        var kept = from;
        for (var i = from; i < attributes.Count; i++)
        {
            var (key, value) = attributes.Items[i];
            if (!TryMove(record, key.Span, value, context, ref hasBody))
            {
                attributes.Move(i, kept++);
            }
        }

        attributes.Truncate(kept);
        WellKnownAttributes.MoveToFields(record);
        return hasBody;
    }

    private bool TryMove(
        LogRecord record,
        ReadOnlySpan<byte> key,
        ReadOnlyMemory<byte> value,
        in StageContext context,
        ref bool hasBody
    )
    {
        switch (Of(key))
        {
            case Known.Time:
                return TrySetTime(record, value.Span, context.ReceivedUnixNano);
            case Known.Severity:
                return TrySetSeverity(record, value);
            case Known.Body when !hasBody && !value.IsEmpty:
                record.Body = value;
                return hasBody = true;
            case Known.Service when record.ServiceName.Span.SequenceEqual("unknown_service"u8) && !value.IsEmpty:
                record.ServiceName = value;
                return true;
            case Known.TraceId when record.TraceId.IsEmpty && TryReadId(value, TraceIdBytes, context, out var id):
                record.TraceId = id;
                return true;
            case Known.SpanId when record.SpanId.IsEmpty && TryReadId(value, SpanIdBytes, context, out var id):
                record.SpanId = id;
                return true;
            default:
                return false;
        }
    }

    private static Known Of(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("ts"u8) => Known.Time,
            3 when name.SequenceEqual("msg"u8) => Known.Body,
            3 when name.SequenceEqual("lvl"u8) => Known.Severity,
            4 when name.SequenceEqual("time"u8) => Known.Time,
            5 when name.SequenceEqual("level"u8) => Known.Severity,
            7 when name.SequenceEqual("message"u8) => Known.Body,
            7 when name.SequenceEqual("service"u8) => Known.Service,
            7 when name.SequenceEqual("span_id"u8) || name.SequenceEqual("span.id"u8) => Known.SpanId,
            8 when name.SequenceEqual("severity"u8) => Known.Severity,
            8 when name.SequenceEqual("trace_id"u8) || name.SequenceEqual("trace.id"u8) => Known.TraceId,
            9 when name.SequenceEqual("timestamp"u8) => Known.Time,
            9 when name.SequenceEqual("log.level"u8) || name.SequenceEqual("log_level"u8) => Known.Severity,
            10 when name.SequenceEqual("@timestamp"u8) => Known.Time,
            12 when name.SequenceEqual("service.name"u8) || name.SequenceEqual("service_name"u8) => Known.Service,
            _ => Known.None,
        };

    // A time that storage would not take, or that no clock can have shown, stays an attribute.
    private bool TrySetTime(LogRecord record, ReadOnlySpan<byte> value, long received)
    {
        if (!TimeText.TryRead(value, out var time) || bounds.CheckTime(time, received).Fate != Fate.Keep)
        {
            return false;
        }

        record.TimeUnixNano = time;
        return true;
    }

    private static bool TrySetSeverity(LogRecord record, ReadOnlyMemory<byte> value)
    {
        var severity =
            System.Buffers.Text.Utf8Parser.TryParse(value.Span, out int number, out var read) && read == value.Length
                ? SeverityScales.OfLevel(number)
                : SeverityNames.Parse(value.Span);
        if (severity == SeverityNumber.Unspecified)
        {
            return false;
        }

        record.Severity = severity;
        record.SeverityText = read == value.Length ? SeverityNames.ShortName(severity) : value;
        return true;
    }

    private static bool TryReadId(
        ReadOnlyMemory<byte> text,
        int length,
        in StageContext context,
        out ReadOnlyMemory<byte> id
    )
    {
        id = default;
        if (text.Length != length * 2)
        {
            return false;
        }

        var bytes = context.Scratch.Take(length);
        id = bytes;
        return Convert.FromHexString(text.Span, bytes.Span, out _, out _) == OperationStatus.Done
            && bytes.Span.ContainsAnyExcept((byte)0);
    }

    private enum Known
    {
        None,
        Time,
        Severity,
        Body,
        Service,
        TraceId,
        SpanId,
    }
}
