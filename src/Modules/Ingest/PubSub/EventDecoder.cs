using System.Text.Unicode;
using Monolith.Ingest.Json;
using Monolith.Ingest.Ndjson;
using Monolith.Ingest.Otlp;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Problems;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.PubSub;

/// <summary>Turns the data of a message into records, or into a rejection: whatever comes has a fate.</summary>
/// <param name="limits">The bounds of records.</param>
/// <param name="scratch">Memory for data that must be written anew. The caller rewinds it after each message.</param>
internal sealed class EventDecoder(DecodeLimits limits, ScratchBuffer scratch)
{
    private const byte FirstByteOfOtlp = 0x0A;

    /// <summary>Reads log records from the data: one, an array, lines, text that holds any of these, or OTLP.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isUtf8">Whether its bytes are known to be UTF-8.</param>
    /// <param name="batch">Where the records go.</param>
    /// <exception cref="TooLargeException">It holds more records than one request may.</exception>
    public void DecodeLogs(CloudEvent message, bool isUtf8, EventBatch batch)
    {
        if (!isUtf8 && !Utf8.IsValid(message.Raw.Span))
        {
            batch.Reject(RejectReason.InvalidUtf8, "The message is not UTF-8.", 0, message.Raw);
            return;
        }

        switch (message.Data.IsEmpty ? (byte)0 : message.Data.Span[0])
        {
            case (byte)'{' when !IsOtlpJson(message.Data.Span):
                DecodeObject(message.Data, batch);
                break;
            case (byte)'"':
                DecodeBytes(Unquote(message.Data), batch);
                break;
            case 0 when !TryFindBytes(message):
                batch.Reject(RejectReason.InvalidJson, "The data are not in base64.", 0, message.Raw);
                break;
            case 0 when message.DataBytes.IsEmpty:
                batch.Reject(RejectReason.InvalidJson, "The message has no data.", 0, message.Raw);
                break;
            case 0:
                DecodeBytes(message.DataBytes, batch);
                break;
            default:
                DecodeBytes(message.Data, batch);
                break;
        }
    }

    /// <summary>Makes one record of the event: an object becomes its fields, anything else its body.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isUtf8">Whether its bytes are known to be UTF-8.</param>
    /// <param name="batch">Where the record goes.</param>
    public void DecodeEvent(CloudEvent message, bool isUtf8, EventBatch batch)
    {
        if (!isUtf8 && !Utf8.IsValid(message.Raw.Span))
        {
            batch.Reject(RejectReason.InvalidUtf8, "The message is not UTF-8.", 0, message.Raw);
            return;
        }

        var data = message.Data;
        if (data.IsEmpty && TryFindBytes(message) && Utf8.IsValid(message.DataBytes.Span))
        {
            data = message.DataBytes;
        }

        if (!data.IsEmpty && data.Span[0] == (byte)'{')
        {
            DecodeObject(data, batch);
            return;
        }

        // Bytes that are no text stay as they came.
        batch.Record.Body =
            data.IsEmpty ? message.DataBase64
            : data.Span[0] == (byte)'"' && !message.Data.IsEmpty ? Unquote(data)
            : data.Span.SequenceEqual("null"u8) ? default
            : data;
        Submit(message.Raw, batch);
    }

    /// <summary>Reads spans from the data: OTLP, as an object, as text or as bytes.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isUtf8">Whether its bytes are known to be UTF-8.</param>
    /// <param name="batch">Where the spans go.</param>
    /// <exception cref="TooLargeException">It holds more spans than one request may.</exception>
    public void DecodeTraces(CloudEvent message, bool isUtf8, SpanEventBatch batch)
    {
        if (!isUtf8 && !Utf8.IsValid(message.Raw.Span))
        {
            batch.Reject(RejectReason.InvalidUtf8, "The message is not UTF-8.", 0, message.Raw);
            return;
        }

        if (message.Data.IsEmpty && !TryFindBytes(message))
        {
            batch.Reject(RejectReason.InvalidJson, "The data are not in base64.", 0, message.Raw);
            return;
        }

        var data =
            message.Data.IsEmpty ? message.DataBytes
            : message.Data.Span[0] == (byte)'"' ? Unquote(message.Data)
            : message.Data;
        var isJson = data.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8) && !IsProtobuf(data.Span);
        var before = batch.Received;
        if (isJson)
        {
            DecodeOtlpJson(data, batch);
        }
        else
        {
            DecodeOtlp(data, data, batch);
        }

        if (batch.Received == before)
        {
            // Whatever was meant, it must not disappear.
            var reason = isJson ? RejectReason.InvalidJson : RejectReason.InvalidProtobuf;
            batch.Reject(reason, "There are no spans in it.", 0, message.Raw);
        }
    }

    /// <summary>Whether bytes can be a message of protobuf from end to end.</summary>
    public static bool IsProtobuf(ReadOnlySpan<byte> bytes)
    {
        var fields = new ProtobufReader(bytes, new Slice(0, bytes.Length));
        while (fields.TryNext()) { }
        return !fields.IsBroken;
    }

    private void DecodeObject(ReadOnlyMemory<byte> json, EventBatch batch)
    {
        var emptyScratch = batch.Scratch.Position;
        var reader = new JsonRecordReader(json, 0, linesEnd: false, limits.MaxDepth, batch);
        if (!reader.TryRead())
        {
            batch.Reject(reader.Reason, reader.Detail, 0, json);
        }
        else if (!json.Span[reader.At..].Trim(" \t\r\n"u8).IsEmpty)
        {
            batch.Reject(RejectReason.InvalidJson, "There is more than one object.", 0, json);
        }
        else
        {
            Submit(json, batch);
        }

        batch.Scratch.Rewind(emptyScratch);
    }

    private void Submit(ReadOnlyMemory<byte> raw, EventBatch batch)
    {
        if (raw.Length > limits.MaxRecordBytes)
        {
            batch.Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, 0, raw);
        }
        else
        {
            batch.Submit(0, raw);
        }
    }

    // What publishers call their bytes says little: a sidecar calls everything that it does not know binary. So the bytes
    // themselves are looked at.
    private void DecodeBytes(ReadOnlyMemory<byte> bytes, EventBatch batch)
    {
        var text = bytes.Span;
        text = text.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;
        text = text.TrimStart(" \t\r\n"u8);
        var isJson = text.StartsWith("{"u8) || text.StartsWith("["u8);
        if (isJson && IsOtlpJson(text))
        {
            DecodeOtlpJson(bytes[^text.Length..], batch);
        }
        else if (!bytes.IsEmpty && bytes.Span[0] == FirstByteOfOtlp && (!isJson || IsProtobuf(bytes.Span)))
        {
            DecodeOtlp(bytes, bytes, batch);
        }
        else
        {
            new NdjsonDecoder(bytes, limits, batch).Decode();
        }
    }

    private void DecodeOtlpJson(ReadOnlyMemory<byte> json, DeliveryBatch batch)
    {
        var room = scratch.Take((int)Math.Min(OtlpJson.MaxProtobufBytes(json.Length), Array.MaxLength));
        try
        {
            var written = OtlpJson.WriteRequest(batch.OtlpRequest, json.Span, room.Span);
            DecodeOtlp(room[..written], json, batch);
        }
        catch (InvalidRequestException broken)
        {
            batch.Reject(RejectReason.InvalidJson, broken.Message, 0, json);
        }
    }

    // Records before the place where the message breaks are kept; the whole of it is in quarantine beside them.
    private void DecodeOtlp(ReadOnlyMemory<byte> protobuf, ReadOnlyMemory<byte> raw, DeliveryBatch batch)
    {
        var emptyScratch = batch.Scratch.Position;
        try
        {
            batch.DecodeOtlp(protobuf, limits);
        }
        catch (InvalidRequestException broken)
        {
            batch.Reject(RejectReason.InvalidProtobuf, broken.Message, 0, raw);
        }
        finally
        {
            // The resource was that of this message alone.
            batch.ClearResource();
            batch.Scratch.Rewind(emptyScratch);
        }
    }

    private bool TryFindBytes(CloudEvent message) => message.DataBase64.IsEmpty || message.TryDecodeBase64(scratch);

    private ReadOnlyMemory<byte> Unquote(ReadOnlyMemory<byte> json)
    {
        var text = json[1..^1];
        if (!text.Span.Contains((byte)'\\'))
        {
            return text;
        }

        var plain = scratch.Take(text.Length);
        return plain[..JsonEscapes.Unescape(text.Span, plain.Span)];
    }

    private static bool IsOtlpJson(ReadOnlySpan<byte> json) =>
        json[0] == (byte)'{' && json[1..].TrimStart(" \t\r\n"u8).StartsWith("\"resourceLogs\""u8);
}
