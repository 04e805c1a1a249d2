using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Fluent;

/// <summary>
/// Reads one entry into a record, straight from MessagePack: known names into the record's fields, everything else into its
/// attributes. The record's values are slices of the bytes; only numbers, arrays and names joined by dots are written to
/// scratch memory.
/// </summary>
internal ref struct EntryReader(ReadOnlyMemory<byte> bytes, int maxDepth, ILogPipelineBatch batch)
{
    /// <summary>What is said of an entry that is none.</summary>
    public const string NoEntry = "An entry must be an array of a time and a map.";

    private readonly LogRecord _record = batch.Record;
    private readonly ScratchBuffer _scratch = batch.Scratch;
    private RecordFields _fields = new(batch.Record, batch.Scratch);
    private MessagePackReader _reader = new(bytes.Span);

    /// <summary>Where the reader stands: after the entry, once it was read.</summary>
    public readonly int At => _reader.At;

    /// <summary>What becomes of an entry that could not be read.</summary>
    public Verdict Refusal { get; private set; }

    /// <summary>Reads the array that an entry is.</summary>
    public bool TryRead()
    {
        if (!_reader.TryRead(MessagePackKind.Array, out var entry) || entry.Count < 2)
        {
            return Refuse(RejectReason.InvalidMessagePack, NoEntry);
        }

        return TryReadTimeAndRecord() && _reader.TrySkipRest(entry with { Count = entry.Count - 2 });
    }

    /// <summary>Reads the time and the map behind it, which an entry begins with.</summary>
    public bool TryReadTimeAndRecord()
    {
        if (!TryReadTime())
        {
            return Refuse(RejectReason.InvalidTime, "The time of the entry cannot be read.");
        }

        if (!_reader.TryRead(MessagePackKind.Map, out var map) || !TryReadPairs(map, default, depth: 1))
        {
            return Refuse(RejectReason.InvalidMessagePack, NoEntry);
        }

        Refusal = _fields.Complete();
        return Refusal.Fate == Fate.Keep;
    }

    // Fluent Bit may write a time and what it knows of the record in the place of the time alone.
    private bool TryReadTime()
    {
        if (!_reader.TryRead(out var time))
        {
            return false;
        }

        if (time.Kind != MessagePackKind.Array)
        {
            return TryFillTime(time);
        }

        return time.Count == 2
            && _reader.TryRead(out var first)
            && TryFillTime(first)
            && _reader.TryRead(MessagePackKind.Map, out var metadata)
            && TryReadPairs(metadata, default, depth: 1);
    }

    private readonly bool TryFillTime(in MessagePackValue value)
    {
        var isTime = EventTime.TryRead(value, _reader.ContentOf(value), out var unixNano);
        _record.TimeUnixNano = unixNano;
        return isTime;
    }

    private bool TryReadPairs(in MessagePackValue map, ReadOnlyMemory<byte> prefix, int depth)
    {
        for (var i = 0U; i < map.Count; i++)
        {
            if (!_reader.TryReadName(out var name))
            {
                return false;
            }

            var text = ScalarText.OfName(name, _reader.ContentIn(bytes, name), _scratch);
            if (!TryReadValue(prefix.IsEmpty ? text : Join(prefix, text), depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadValue(ReadOnlyMemory<byte> name, int depth)
    {
        var start = _reader.At;
        if (!_reader.TryRead(out var value))
        {
            return false;
        }

        var field = FieldNames.Recognise(name.Span);
        switch (value.Kind)
        {
            case MessagePackKind.Map when field != Field.Body && value.Count > 0:
                return depth == maxDepth ? RefuseTooDeep() : TryReadPairs(value, name, depth + 1);
            case MessagePackKind.Map or MessagePackKind.Array:
                return TryReadAsJson(field, name, value, start, depth);
            default:
                var text = ScalarText.Of(value, _reader.ContentIn(bytes, value), _scratch, out var kind);
                _fields.Add(field, name, text, kind);
                return true;
        }
    }

    private bool TryReadAsJson(Field field, ReadOnlyMemory<byte> name, in MessagePackValue value, int start, int depth)
    {
        var end = _reader;
        if (!end.TrySkipRest(value))
        {
            return false;
        }

        var room = _scratch.Take(NestedJson.MaxLength(end.At - start));
        var json = new NestedJson(bytes, room.Span, maxDepth, _scratch);
        if (!json.TryWrite(ref _reader, value, depth))
        {
            return json.IsTooDeep && RefuseTooDeep();
        }

        _fields.AddJson(field, name, room[..json.Length]);
        return true;
    }

    private readonly ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> name)
    {
        var joined = _scratch.Take(prefix.Length + 1 + name.Length);
        prefix.CopyTo(joined);
        joined.Span[prefix.Length] = (byte)'.';
        name.CopyTo(joined[(prefix.Length + 1)..]);
        return joined;
    }

    private bool RefuseTooDeep() => Refuse(RejectReason.TooDeep, JsonScanner.TooDeep);

    // What was found first counts. Bytes that are no MessagePack say nothing of the time that was looked for in them.
    private bool Refuse(RejectReason reason, string detail)
    {
        if (Refusal.Fate == Fate.Keep)
        {
            Refusal = _reader.IsBroken
                ? Verdict.Reject(RejectReason.InvalidMessagePack, NoEntry)
                : Verdict.Reject(reason, detail);
        }

        return false;
    }
}
