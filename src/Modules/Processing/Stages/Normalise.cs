using System.Buffers;
using Microsoft.Extensions.Options;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Stages;

/// <summary>
/// Makes records of all protocols alike: every mandatory field is there or has its default, ids are bytes, well-known
/// attributes are in the fields made for them. The first stage of every pipeline; the tables are in docs/ingest/fields.md.
/// </summary>
internal sealed class Normalise(IOptions<ProcessingOptions> options, IOptions<RetentionOptions> retention) : RecordStage
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    private static readonly ReadOnlyMemory<byte> UnknownService = "unknown_service"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> TraceIdName = "trace_id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SpanIdName = "span_id"u8.ToArray();

    private readonly RecordBounds _bounds = new(options.Value, retention.Value);

    public override Verdict Apply(LogRecord record, in StageContext context)
    {
        if (_bounds.CheckAttributes(record.Attributes.Count) is { Fate: not Fate.Keep } tooMany)
        {
            return tooMany;
        }

        FillTimes(record, context.ReceivedUnixNano);
        if (_bounds.CheckTime(record.TimeUnixNano, context.ReceivedUnixNano) is { Fate: not Fate.Keep } outOfRange)
        {
            return outOfRange;
        }

        FillSeverity(record);
        ReadIds(record, context);
        if (record.ServiceName.IsEmpty)
        {
            record.ServiceName = UnknownService;
        }

        WellKnownAttributes.MoveToFields(record);
        return Verdict.Keep;
    }

    private static void FillTimes(LogRecord record, long received)
    {
        if (record.ObservedTimeUnixNano == 0)
        {
            record.ObservedTimeUnixNano = received;
        }

        if (record.TimeUnixNano == 0)
        {
            record.TimeUnixNano = record.ObservedTimeUnixNano;
        }
    }

    private static void FillSeverity(LogRecord record)
    {
        if (record.SeverityText.IsEmpty)
        {
            record.SeverityText = SeverityNames.ShortName(record.Severity);
        }
        else if (record.Severity == SeverityNumber.Unspecified)
        {
            record.Severity = SeverityNames.Parse(record.SeverityText.Span);
        }
    }

    private static void ReadIds(LogRecord record, in StageContext context)
    {
        record.TraceId = ReadId(record, record.TraceId, TraceIdBytes, TraceIdName, context);
        record.SpanId = ReadId(record, record.SpanId, SpanIdBytes, SpanIdName, context);
        record.IdsAreText = false;
    }

    /// <summary>The id's bytes, or nothing. What is no such id stays on the record as an attribute.</summary>
    private static ReadOnlyMemory<byte> ReadId(
        LogRecord record,
        ReadOnlyMemory<byte> id,
        int length,
        ReadOnlyMemory<byte> name,
        in StageContext context
    )
    {
        if (id.IsEmpty)
        {
            return default;
        }

        if (!record.IdsAreText)
        {
            if (id.Length == length)
            {
                return IsZero(id.Span) ? default : id;
            }

            var text = context.Scratch.Take(id.Length * 2);
            Convert.TryToHexStringLower(id.Span, text.Span, out _);
            record.Attributes.Add(name, text);
            return default;
        }

        if (id.Length == length * 2)
        {
            var bytes = context.Scratch.Take(length);
            if (Convert.FromHexString(id.Span, bytes.Span, out _, out _) == OperationStatus.Done)
            {
                return IsZero(bytes.Span) ? default : bytes;
            }
        }

        record.Attributes.Add(name, id);
        return default;
    }

    // W3C trace context: an id of zeros alone stands for none.
    private static bool IsZero(ReadOnlySpan<byte> id) => id.IndexOfAnyExcept((byte)0) < 0;
}
