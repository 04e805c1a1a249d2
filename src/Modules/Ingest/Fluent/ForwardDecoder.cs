using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Fluent;

/// <summary>Reads the entries of messages into records. A bad entry never touches its neighbours.</summary>
internal ref struct ForwardDecoder(DecodeLimits limits, ILogPipelineBatch batch)
{
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
                    DecodeOne(entries, message.Raw);
                    break;
                case ForwardMode.Forward:
                    DecodeArray(entries);
                    break;
                default:
                    DecodeUpTo(long.MaxValue, entries);
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
        DecodeUpTo(entries.Count, array[reader.At..]);
    }

    private void DecodeUpTo(long count, ReadOnlyMemory<byte> entries)
    {
        var bound = Entries + limits.MaxRecords;
        for (; count > 0 && !entries.IsEmpty; count--)
        {
            if (Entries == bound)
            {
                Reject(RejectReason.RecordTooLarge, limits.TooManyRecordsDetail, entries);
                return;
            }

            // An entry that does not end within the bound is too large, so nothing of it need be read beyond.
            var readable = entries[..Math.Min(entries.Length, limits.MaxRecordBytes)];
            var reader = new EntryReader(readable, limits.MaxDepth, batch);
            var isRead = reader.TryRead();
            if (!TryFindEnd(entries, isRead ? reader.At : 0, out var end))
            {
                // Nobody knows where the next one would begin.
                Reject(RejectReason.InvalidMessagePack, "The entries break off.", entries);
                return;
            }

            Settle(isRead, reader.Refusal, entries[..end]);
            entries = entries[end..];
        }
    }

    // An entry that could not be read may still have an end.
    private static bool TryFindEnd(ReadOnlyMemory<byte> entries, int known, out int end)
    {
        var reader = new MessagePackReader(entries.Span, known);
        var isFound = known > 0 || reader.TrySkip();
        end = reader.At;
        return isFound;
    }

    private void DecodeOne(ReadOnlyMemory<byte> timeAndRecord, ReadOnlyMemory<byte> raw)
    {
        var readable = timeAndRecord[..Math.Min(timeAndRecord.Length, limits.MaxRecordBytes)];
        var reader = new EntryReader(readable, limits.MaxDepth, batch);
        var isRead = reader.TryReadTimeAndRecord();
        Settle(isRead, reader.Refusal, raw);
    }

    private void Settle(bool isRead, in Verdict refusal, ReadOnlyMemory<byte> raw)
    {
        if (raw.Length > limits.MaxRecordBytes)
        {
            Reject(RejectReason.RecordTooLarge, limits.RecordTooLargeDetail, raw);
        }
        else if (!isRead)
        {
            Reject(refusal.Reason, refusal.Detail!, raw);
        }
        else
        {
            FillRest(batch.Record);
            batch.Submit(++Entries, raw);
            batch.Scratch.Rewind(_emptyScratch);
        }
    }

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
