using Monolith.Ingest.Otlp;
using Monolith.Ingest.PubSub;
using Monolith.Platform.Buffers;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Quarantine;

/// <summary>What was refused of the sidecar's messages: a record out of the data, or a whole message with its attributes, such as
/// one from a dead-letter topic.</summary>
internal static class DeliveredMessage
{
    /// <summary>Reads it.</summary>
    public static void Decode(ReadOnlyMemory<byte> raw, DecodeLimits limits, ILogPipelineBatch batch)
    {
        if (EventDecoder.IsProtobuf(raw.Span))
        {
            new OtlpLogsDecoder(OtlpRecord.AsRequest(raw), limits, batch).Decode();
            return;
        }

        using var scratch = new ScratchBuffer();
        var message = new CloudEvent();
        var isEvent =
            raw.Span.IndexOf("\"specversion\""u8) >= 0 && new CloudEventReader(raw, scratch).TryReadSingle(message);
        if (!isEvent)
        {
            message.Clear();
            (message.DataBytes, message.Raw) = (raw, raw);
        }

        var decoder = new EventDecoder(limits, scratch);
        var isPlain = isEvent && IsPlain(message.Data.Span);
        var records = new EventBatch(batch, message, isPlain);
        if (isPlain)
        {
            decoder.DecodeEvent(message, isUtf8: false, records);
        }
        else
        {
            decoder.DecodeLogs(message, isUtf8: false, records);
        }
    }

    // Which kind of topic it came by is not in quarantine. Only on those of events are data read that hold no object.
    private static bool IsPlain(ReadOnlySpan<byte> data) =>
        data.TrimStart("\" \t\r\n"u8) is [not ((byte)'{' or (byte)'[' or (byte)'\\'), ..];
}
