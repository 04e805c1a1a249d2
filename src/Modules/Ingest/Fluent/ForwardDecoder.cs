using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Fluent;

/// <summary>Reads the entries of messages into records. A bad entry never touches its neighbours.</summary>
internal ref struct ForwardDecoder(DecodeLimits limits, ILogPipelineBatch batch)
{
    private const string NoEntry = "An entry must be an array of a time and a map.";

    private static readonly ReadOnlyMemory<byte> TagName = "fluent.tag"u8.ToArray();

    private readonly ScratchBuffer.Mark _emptyScratch = batch.Scratch.Position;
    private ReadOnlyMemory<byte> _tag;

    /// <summary>How many entries there were so far.</summary>
    public long Entries { get; private set; }

    /// <summary>Reads one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="entries">Its entries, decompressed.</param>
    public void Decode(in ForwardMessage message, ReadOnlyMemory<byte> entries)
    {
        _tag = message.Tag;
        if (message.Problem is { } problem)
        {
            Reject(RejectReason.InvalidMessagePack, problem, message.Raw);
        }
        else if (message.Signal != 0)
        {
            Reject(
                RejectReason.InvalidMessagePack,
                "Only logs are taken by this protocol, no metrics and no traces.",
                message.Raw
            );
        }
        else
        {
            switch (message.Mode)
            {
                case ForwardMode.Message:
                    DecodeEntry(entries, 0, message.Raw);
                    break;
                case ForwardMode.Forward:
                    DecodeArray(entries);
                    break;
                default:
                    DecodePacked(entries);
                    break;
            }
        }
    }

    /// <summary>Refuses a whole message.</summary>
    public void Reject(RejectReason reason, string detail, ReadOnlyMemory<byte> raw)
    {
        batch.Reject(reason, detail, ++Entries, raw);
        batch.Scratch.Rewind(_emptyScratch);
    }

    private void DecodeArray(ReadOnlyMemory<byte> array)
    {
        var reader = new MessagePackReader(array.Span);
        reader.TryRead(MessagePackKind.Array, out var entries);
        DecodeUpTo(entries.Count, array, ref reader);
    }

    private void DecodePacked(ReadOnlyMemory<byte> stream)
    {
        var reader = new MessagePackReader(stream.Span);
        DecodeUpTo(long.MaxValue, stream, ref reader);
    }

    private void DecodeUpTo(long count, ReadOnlyMemory<byte> entries, ref MessagePackReader reader)
    {
        var bound = Entries + limits.MaxRecords;
        for (; count > 0 && !reader.IsAtEnd; count--)
        {
            var start = reader.At;
            if (Entries == bound)
            {
                Reject(RejectReason.RecordTooLarge, limits.TooManyRecordsDetail, entries[start..]);
                return;
            }

            if (!reader.TryRead(out var entry) || !reader.TrySkipRest(entry))
            {
                // Nobody knows where the next one would begin.
                Reject(RejectReason.InvalidMessagePack, "The entries break off.", entries[start..]);
                return;
            }

            var raw = entries[start..reader.At];
            if (entry is { Kind: MessagePackKind.Array, Count: >= 2 })
            {
                DecodeEntry(raw, entry.HeaderLength, raw);
            }
            else
            {
                Reject(RejectReason.InvalidMessagePack, NoEntry, raw);
            }
        }
    }

    /// <param name="entry">The bytes of the entry.</param>
    /// <param name="at">Where in them the time stands, and the record behind it.</param>
    /// <param name="raw">The entry as it came.</param>
    private void DecodeEntry(ReadOnlyMemory<byte> entry, int at, ReadOnlyMemory<byte> raw)
    {
        if (raw.Length > limits.MaxRecordBytes)
        {
            Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, raw);
            return;
        }

        if (Read(entry, at) is { } refusal)
        {
            Reject(refusal.Reason, refusal.Detail!, raw);
            return;
        }

        FillRest(batch.Record);
        batch.Submit(++Entries, raw);
        batch.Scratch.Rewind(_emptyScratch);
    }

    private readonly Verdict? Read(ReadOnlyMemory<byte> entry, int at)
    {
        var room = batch.Scratch.Take(RecordJson.MaxLength(entry.Length));
        var reader = new MessagePackReader(entry.Span, at);
        var json = new RecordJson(room.Span, limits.MaxDepth);
        if (!TryReadTime(ref reader, ref json, out var time))
        {
            return Refusal(reader, json, RejectReason.InvalidTime, "The time of the entry cannot be read.");
        }

        var isRecord = reader.TryRead(MessagePackKind.Map, out var record) && json.TryWritePairs(ref reader, record);
        if (!isRecord)
        {
            return Refusal(reader, json, RejectReason.InvalidMessagePack, NoEntry);
        }

        json.End();
        batch.Scratch.Return(room.Length - json.Length);
        batch.Record.TimeUnixNano = time;
        var fields = new JsonRecordReader(room[..json.Length], 0, linesEnd: false, limits.MaxDepth, batch);
        return fields.TryRead() ? null : Verdict.Reject(fields.Reason, fields.Detail);
    }

    // Fluent Bit may write a time and what it knows of the record in the place of the time alone.
    private static bool TryReadTime(ref MessagePackReader reader, ref RecordJson json, out long unixNano)
    {
        unixNano = 0;
        if (!reader.TryRead(out var time))
        {
            return false;
        }

        if (time.Kind != MessagePackKind.Array)
        {
            return EventTime.TryRead(time, reader.ContentOf(time), out unixNano);
        }

        return time.Count == 2
            && reader.TryRead(out var first)
            && EventTime.TryRead(first, reader.ContentOf(first), out unixNano)
            && reader.TryRead(MessagePackKind.Map, out var metadata)
            && json.TryWritePairs(ref reader, metadata);
    }

    private static Verdict Refusal(MessagePackReader reader, RecordJson json, RejectReason otherwise, string detail) =>
        json.IsTooDeep ? Verdict.Reject(RejectReason.TooDeep, JsonScanner.TooDeep)
        : reader.IsBroken ? Verdict.Reject(RejectReason.InvalidMessagePack, NoEntry)
        : Verdict.Reject(otherwise, detail);

    private readonly void FillRest(LogRecord record)
    {
        if (record.Body.IsEmpty)
        {
            FillBodyFromLog(record);
        }

        // A client may leave it empty, and an entry out of quarantine has lost it.
        if (!_tag.IsEmpty)
        {
            record.Attributes.Add(TagName, _tag);
        }

        if (record.ServiceName.IsEmpty)
        {
            record.ServiceName = _tag;
        }
    }

    // What Docker and Kubernetes call the line. A message that was found in it counts for more.
    private static void FillBodyFromLog(LogRecord record)
    {
        var items = record.Attributes.Items;
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].Key.Span.SequenceEqual("log"u8))
            {
                record.Body = items[i].Value;
                record.Attributes.RemoveAt(i);
                return;
            }
        }
    }
}
