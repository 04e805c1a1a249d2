using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;

namespace Monolith.Ingest.Loki;

/// <summary>
/// Looks into a line that is a JSON object for what ties records together: level, service, trace and the ids of requests and
/// users, under the names of docs/ingest/fields.md. The line itself stays the body as it came.
/// </summary>
internal static class JsonLine
{
    /// <summary>Fills those fields that neither labels nor metadata told, if the line is an object from end to end.</summary>
    /// <returns>The level that the line names, or nothing.</returns>
    public static ReadOnlyMemory<byte> Lift(ReadOnlyMemory<byte> line, LogRecord record, ScratchBuffer scratch)
    {
        if (line.IsEmpty || line.Span[0] != (byte)'{')
        {
            return default;
        }

        Span<JsonText> found = stackalloc JsonText[(int)Field.UserAgent + 1];
        found.Clear();
        if (!TryFind(line.Span, found))
        {
            return default;
        }

        record.ServiceName = Fill(record.ServiceName, found[(int)Field.Service], line, scratch);
        record.CorrelationId = Fill(record.CorrelationId, found[(int)Field.CorrelationId], line, scratch);
        record.RequestId = Fill(record.RequestId, found[(int)Field.RequestId], line, scratch);
        record.UserId = Fill(record.UserId, found[(int)Field.UserId], line, scratch);
        record.TraceId = Fill(record.TraceId, found[(int)Field.TraceId], line, scratch);
        record.SpanId = Fill(record.SpanId, found[(int)Field.SpanId], line, scratch);
        record.IdsAreText = true;
        return Fill(default, found[(int)Field.Severity], line, scratch);
    }

    private static bool TryFind(ReadOnlySpan<byte> line, Span<JsonText> found)
    {
        var scanner = new JsonScanner(line, 0, linesEnd: false);
        var isFirst = true;
        scanner.TryTake((byte)'{', "");
        while (scanner.TryNextItem((byte)'}', ref isFirst))
        {
            if (!scanner.TryTakeName(out var name) || !TryTakeValue(ref scanner, out var value))
            {
                return false;
            }

            ref var place = ref found[(int)FieldNames.Recognise(line.Slice(name.Start, name.Length))];
            place = place.Length == 0 ? value : place;
        }

        scanner.SkipSpace();
        return scanner.Problem is null && scanner.At == line.Length;
    }

    // Only strings and numbers can be a field. What is nested is passed over unread: the line is a body, whatever is in it.
    private static bool TryTakeValue(ref JsonScanner scanner, out JsonText value)
    {
        value = default;
        switch (scanner.Next)
        {
            case (byte)'{' or (byte)'[':
                return scanner.TryPassNested();
            case (byte)'t' or (byte)'f' or (byte)'n':
                return scanner.TryTakeLiteral();
            default:
                return scanner.TryTakeScalar(out value);
        }
    }

    private static ReadOnlyMemory<byte> Fill(
        ReadOnlyMemory<byte> told,
        JsonText found,
        ReadOnlyMemory<byte> line,
        ScratchBuffer scratch
    ) => told.IsEmpty && found.Length > 0 ? JsonEscapes.Read(line, found, scratch) : told;
}
