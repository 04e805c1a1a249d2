using System.Buffers.Text;
using System.Text.Unicode;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Splunk;

/// <summary>
/// Finds the events in a body: objects one after the other, with nothing, spaces or line ends between them. A bad event never
/// touches its neighbours.
/// </summary>
internal ref struct EventDecoder
{
    // An event that does not end costs a look at everything that follows, so there may not be one on each line.
    private const int MostUnended = 16;

    private const string OtherBracket = "An object ends with another bracket than it begins with.";

    private static readonly ReadOnlyMemory<byte> LineName = "line"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _body;
    private readonly DecodeLimits _limits;
    private readonly ILogPipelineBatch _batch;
    private readonly bool _isUtf8;
    private MetadataWriter _metadata;
    private ScratchBuffer.Mark _emptyScratch;
    private Envelope _envelope;
    private long _position;
    private int _unended;
    private int _nextLine = -1;

    public EventDecoder(
        ReadOnlyMemory<byte> body,
        RequestMetadata metadata,
        DecodeLimits limits,
        ILogPipelineBatch batch
    )
    {
        (_body, _limits, _batch) = (body, limits, batch);
        _isUtf8 = Utf8.IsValid(body.Span);
        _metadata = new MetadataWriter(metadata, batch);
        _emptyScratch = batch.Scratch.Position;
    }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="Platform.Problems.TooLargeException">It holds more records than one request may.</exception>
    public void Decode()
    {
        var at = SkipSpace(_body.Span.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0);
        while (at < _body.Length)
        {
            _limits.CheckCount(++_position);
            at = SkipSpace(DecodeEvent(at));
            _batch.Scratch.Rewind(_emptyScratch);
        }
    }

    /// <summary>Reads the event that begins at a place, and returns where it ends.</summary>
    private int DecodeEvent(int start)
    {
        var scanner = new JsonScanner(_body.Span, start, linesEnd: false);
        var isObject = scanner.Next == (byte)'{';
        if (!TryReadEnvelope(ref scanner))
        {
            var end = EndOfBroken(start);
            var reason = isObject ? RejectReason.InvalidJson : RejectReason.NotAnObject;
            _batch.Reject(reason, scanner.Problem!, _position, _body[start..end]);
            return end;
        }

        var raw = _body[start..scanner.At];
        if (raw.Length > _limits.MaxRecordBytes)
        {
            _batch.Reject(RejectReason.RecordTooLarge, _limits.RecordTooLargeDetail, _position, raw);
        }
        else if (!_isUtf8 && !Utf8.IsValid(raw.Span))
        {
            _batch.Reject(RejectReason.InvalidUtf8, "The event is not UTF-8.", _position, raw);
        }
        else if (TryFill() is { } refusal)
        {
            _batch.Reject(refusal.Reason, refusal.Detail!, _position, raw);
        }
        else
        {
            _batch.Submit(_position, raw);
        }

        return scanner.At;
    }

    private bool TryReadEnvelope(ref JsonScanner scanner)
    {
        _envelope = default;
        if (!scanner.TryTake((byte)'{', "An event must be a JSON object."))
        {
            return false;
        }

        scanner.SkipSpace();
        if (scanner.Next == (byte)'}')
        {
            return scanner.TryTake((byte)'}', "");
        }

        while (true)
        {
            if (!scanner.TryTakeName(out var name) || !TryReadProperty(ref scanner, name))
            {
                return false;
            }

            scanner.SkipSpace();
            if (scanner.Next != (byte)',')
            {
                return scanner.TryTake((byte)'}', "A comma or a closing brace is missing after a value.");
            }

            scanner.TryTake((byte)',', "");
            scanner.SkipSpace();
        }
    }

    // Clients write the time after the event, which it comes before: so values are found first and read later.
    private bool TryReadProperty(ref JsonScanner scanner, JsonText name)
    {
        var kind = scanner.Next;
        if (!TryTakeValue(ref scanner, out var text))
        {
            return false;
        }

        var value = new Value(kind, text);
        var key = _body.Span.Slice(name.Start, name.Length);
        switch (key)
        {
            case var _ when key.SequenceEqual("event"u8):
                _envelope.Event = value;
                break;
            case var _ when key.SequenceEqual("time"u8):
                _envelope.Time = value;
                break;
            case var _ when key.SequenceEqual("host"u8):
                _envelope.Host = value;
                break;
            case var _ when key.SequenceEqual("source"u8):
                _envelope.Source = value;
                break;
            case var _ when key.SequenceEqual("sourcetype"u8):
                _envelope.SourceType = value;
                break;
            case var _ when key.SequenceEqual("index"u8):
                _envelope.Index = value;
                break;
            case var _ when key.SequenceEqual("fields"u8):
                _envelope.Fields = value;
                break;
            default:
                _batch.Record.Attributes.Add(ToMemory(name), ToMemory(text));
                break;
        }

        return true;
    }

    private bool TryTakeValue(ref JsonScanner scanner, out JsonText text)
    {
        switch (scanner.Next)
        {
            case (byte)'{':
                var start = scanner.At;
                var isWhole = scanner.TryPassNested();
                _unended += isWhole ? 0 : 1;
                isWhole = isWhole && (_body.Span[scanner.At - 1] == (byte)'}' || scanner.Fail(OtherBracket));
                text = new JsonText(start, scanner.At - start, Escaped: false);
                return isWhole;
            case (byte)'[':
                start = scanner.At;
                isWhole = scanner.TryTakeValue(_limits.MaxDepth, out _);
                text = new JsonText(start, scanner.At - start, Escaped: false);
                return isWhole;
            default:
                return scanner.TryTakeScalar(out text);
        }
    }

    /// <summary>Fills the record from what was found, or says why it cannot be one.</summary>
    private Verdict? TryFill()
    {
        // The host outlives its record, so whatever it takes of the scratch memory is kept.
        if (_metadata.WriteHost(TextOf(_envelope.Host)))
        {
            _emptyScratch = _batch.Scratch.Position;
        }

        var time = TextOf(_envelope.Time);
        if (!time.IsEmpty)
        {
            if (!TimeText.TryRead(time.Span, out var unixNano))
            {
                return Verdict.Reject(RejectReason.InvalidTime, "The time of the event cannot be read.");
            }

            _batch.Record.TimeUnixNano = unixNano;
        }

        if ((ReadEvent() ?? ReadFields()) is { } refusal)
        {
            return refusal;
        }

        AdoptNames();
        _metadata.Write(TextOf(_envelope.Source), TextOf(_envelope.SourceType), TextOf(_envelope.Index));
        return null;
    }

    private readonly Verdict? ReadEvent()
    {
        var value = _envelope.Event;
        switch (value.Kind)
        {
            case 0:
                return Verdict.Reject(RejectReason.MissingEvent, "There is no field 'event'.");
            case (byte)'n':
                return Verdict.Reject(RejectReason.BlankEvent, "The field 'event' is null.");
            case (byte)'{':
                return ReadObject(WrappedEvent.Unwrap(Slice(value), _batch.Scratch));
        }

        _batch.Record.Body = TextOf(value);
        return _batch.Record.Body.Span.IndexOfAnyExcept(" \t\r\n"u8) >= 0
            ? null
            : Verdict.Reject(RejectReason.BlankEvent, "The field 'event' is blank.");
    }

    private readonly Verdict? ReadFields() =>
        _envelope.Fields.Kind switch
        {
            0 or (byte)'n' => null,
            (byte)'{' => ReadObject(Slice(_envelope.Fields)),
            _ => Verdict.Reject(RejectReason.InvalidJson, "The field 'fields' is no object."),
        };

    private readonly Verdict? ReadObject(ReadOnlyMemory<byte> json)
    {
        var reader = new JsonRecordReader(json, 0, linesEnd: false, _limits.MaxDepth, _batch);
        if (!reader.TryRead())
        {
            return Verdict.Reject(reader.Reason, reader.Detail);
        }

        // Brackets alone had told where the object ends.
        return reader.At == json.Length ? null : Verdict.Reject(RejectReason.InvalidJson, OtherBracket);
    }

    // What Docker's driver calls the line, and what OpenTelemetry's collector says of a record beside its body.
    private readonly void AdoptNames()
    {
        var attributes = _batch.Record.Attributes;
        for (var i = attributes.Count - 1; i >= 0; i--)
        {
            if (TryAdopt(_batch.Record, attributes.Items[i]))
            {
                attributes.RemoveAt(i);
            }
        }
    }

    private static bool TryAdopt(LogRecord record, in LogAttribute attribute)
    {
        var key = attribute.Key.Span;
        switch (key.Length)
        {
            case 4 when record.Body.IsEmpty && key.SequenceEqual("line"u8):
                record.Body = attribute.Value;
                return true;
            case 22 when record.SeverityText.IsEmpty && key.SequenceEqual("otel.log.severity.text"u8):
                record.SeverityText = attribute.Value;
                return true;
            case 24
                when record.Severity == SeverityNumber.Unspecified
                    && key.SequenceEqual("otel.log.severity.number"u8)
                    && Utf8Parser.TryParse(attribute.Value.Span, out int number, out _):
                record.Severity = SeverityScales.OfOpenTelemetry(number);
                return record.Severity != SeverityNumber.Unspecified;
            default:
                return false;
        }
    }

    /// <summary>Where the next event may begin, after one that is broken.</summary>
    private int EndOfBroken(int start)
    {
        var json = _body.Span;
        if (json[start] != (byte)'{')
        {
            var brace = json[start..].IndexOf((byte)'{');
            return brace < 0 ? json.Length : start + brace;
        }

        if (_unended > MostUnended)
        {
            return json.Length;
        }

        // An event that does not close its brackets ends with its line at the latest, if another begins on the next one.
        var line = NextLineWithBrace(start);
        var end = new JsonScanner(json[..line], 0, linesEnd: false).EndByBrackets(start);
        return end < 0 ? line : end;
    }

    // Looked for once for all the events before it.
    private int NextLineWithBrace(int start)
    {
        if (_nextLine < start)
        {
            var found = _body.Span[start..].IndexOf("\n{"u8);
            _nextLine = found < 0 ? _body.Length : start + found;
        }

        return _nextLine;
    }

    private readonly ReadOnlyMemory<byte> TextOf(Value value) =>
        value.Kind is 0 or (byte)'n' ? default : ToMemory(value.Text);

    private readonly ReadOnlyMemory<byte> Slice(Value value) => _body.Slice(value.Text.Start, value.Text.Length);

    private readonly ReadOnlyMemory<byte> ToMemory(JsonText text)
    {
        var slice = _body.Slice(text.Start, text.Length);
        if (!text.Escaped)
        {
            return slice;
        }

        var plain = _batch.Scratch.Take(text.Length);
        var written = JsonEscapes.Unescape(slice.Span, plain.Span);
        _batch.Scratch.Return(text.Length - written);
        return plain[..written];
    }

    private readonly int SkipSpace(int at)
    {
        var space = _body.Span[at..].IndexOfAnyExcept(" \t\r\n"u8);
        return space < 0 ? _body.Length : at + space;
    }

    /// <summary>What stands under a name.</summary>
    /// <param name="Kind">Its first byte; 0 when the name is not there.</param>
    /// <param name="Text">Where it lies.</param>
    private readonly record struct Value(byte Kind, JsonText Text);

    /// <summary>The names that an event may have.</summary>
    private struct Envelope
    {
        public Value Event;
        public Value Time;
        public Value Host;
        public Value Source;
        public Value SourceType;
        public Value Index;
        public Value Fields;
    }
}
