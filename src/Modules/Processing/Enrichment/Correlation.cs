using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;

namespace Monolith.Processing.Enrichment;

/// <summary>Finds what a record belongs to: first what it says itself, then what the request says that brought it, then its trace,
/// and if there is nothing at all, an id is made. The table is in docs/enrichment.md.</summary>
internal static class Correlation
{
    /// <summary>Fills trace, request id and correlation id where they are missing.</summary>
    /// <param name="record">The record.</param>
    /// <param name="found">What its attributes say.</param>
    /// <param name="context">What its request says.</param>
    /// <param name="make">Whether an id is made when there is none.</param>
    public static void Fill(LogRecord record, ref readonly Recognised found, in StageContext context, bool make)
    {
        var ids = context.Ids;
        if (record.TraceId.IsEmpty && record.SpanId.IsEmpty)
        {
            FillTrace(record, found.TraceParent, context);
        }

        if (record.RequestId.IsEmpty)
        {
            record.RequestId = found.RequestId.IsEmpty && ids is not null ? ids.RequestId : found.RequestId;
        }

        if (record.CorrelationId.IsEmpty)
        {
            record.CorrelationId = CorrelationIdOf(record, in found, context, make);
        }
    }

    private static void FillTrace(LogRecord record, ReadOnlyMemory<byte> own, in StageContext context)
    {
        var parent = context.Ids?.Trace ?? default;
        if (!own.IsEmpty && TraceParent.TryRead(own.Span, context.Scratch.Take(TraceParent.Bytes), out var read))
        {
            parent = read;
        }

        record.TraceId = parent.TraceId;
        record.SpanId = parent.SpanId;
    }

    private static ReadOnlyMemory<byte> CorrelationIdOf(
        LogRecord record,
        ref readonly Recognised found,
        in StageContext context,
        bool make
    )
    {
        if (!found.CorrelationId.IsEmpty)
        {
            return found.CorrelationId;
        }

        if (context.Ids is { CorrelationId.IsEmpty: false } ids)
        {
            return ids.CorrelationId;
        }

        if (!record.TraceId.IsEmpty)
        {
            var text = context.Scratch.Take(record.TraceId.Length * 2);
            Convert.TryToHexStringLower(record.TraceId.Span, text.Span, out _);
            return text;
        }

        return make ? CorrelationIds.Next(context.Scratch) : default;
    }
}
