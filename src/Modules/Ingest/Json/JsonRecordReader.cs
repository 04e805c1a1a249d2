using System.Buffers.Text;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Json;

/// <summary>
/// Reads one JSON object into a record: known names into its fields, everything else into its attributes. The record's
/// values are slices of the text; only what has escapes, and names joined by dots, is written to scratch memory.
/// </summary>
internal ref struct JsonRecordReader
{
    private const byte Dot = (byte)'.';

    private static readonly ReadOnlyMemory<byte> TemplateName = "message_template.text"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ExceptionName = "exception.stacktrace"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _json;
    private readonly LogRecord _record;
    private readonly ScratchBuffer _scratch;
    private readonly int _maxDepth;
    private readonly FieldAliases? _aliases;
    private JsonScanner _scanner;
    private ReadOnlyMemory<byte> _template;
    private bool _hasBadTime;
    private bool _hasLevelNumber;

    public JsonRecordReader(
        ReadOnlyMemory<byte> json,
        int at,
        bool linesEnd,
        int maxDepth,
        ILogPipelineBatch batch,
        FieldAliases? aliases = null
    )
    {
        _aliases = aliases;
        _json = json;
        _record = batch.Record;
        _scratch = batch.Scratch;
        _maxDepth = maxDepth;
        _scanner = new JsonScanner(json.Span, at, linesEnd);
    }

    /// <summary>Where the reader stands: after the object, once it was read.</summary>
    public readonly int At => _scanner.At;

    /// <summary>Why the object could not be read.</summary>
    public RejectReason Reason { get; private set; }

    /// <summary>What exactly was wrong with it.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Reads the object that begins where the reader stands.</summary>
    public bool TryRead()
    {
        Reason = _scanner.Next == (byte)'{' ? RejectReason.InvalidJson : RejectReason.NotAnObject;
        if (!TryReadObject(default, depth: 1))
        {
            Detail = _scanner.Problem!;
            return false;
        }

        if (_hasBadTime && _record.TimeUnixNano == 0)
        {
            Reason = RejectReason.InvalidTime;
            Detail = "None of the times that the record gives can be read.";
            return false;
        }

        FillBodyFromTemplate();
        FillServiceFromLoggerName();
        return true;
    }

    private bool TryReadObject(ReadOnlyMemory<byte> prefix, int depth)
    {
        if (!_scanner.TryTake((byte)'{', "A record must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        if (_scanner.Next == (byte)'}')
        {
            return _scanner.TryTake((byte)'}', "");
        }

        while (true)
        {
            if (!_scanner.TryTakeName(out var name) || !TryReadProperty(prefix, name, depth))
            {
                return false;
            }

            _scanner.SkipSpace();
            if (_scanner.Next != (byte)',')
            {
                return _scanner.TryTake((byte)'}', "A comma or a closing brace is missing after a value.");
            }

            _scanner.TryTake((byte)',', "");
            _scanner.SkipSpace();
        }
    }

    private bool TryReadProperty(ReadOnlyMemory<byte> prefix, JsonText nameText, int depth)
    {
        var name = Join(prefix, nameText);
        var field = _aliases?.Recognise(name.Span) ?? FieldNames.Recognise(name.Span);
        return _scanner.Next switch
        {
            (byte)'{' when field != Field.Body => TryReadNested(name, depth),
            (byte)'{' or (byte)'[' => TryReadAsText(field, name, depth),
            _ => TryReadScalar(field, name),
        };
    }

    private bool TryReadNested(ReadOnlyMemory<byte> name, int depth)
    {
        if (depth == _maxDepth)
        {
            Reason = RejectReason.TooDeep;
            return _scanner.Fail(JsonScanner.TooDeep);
        }

        var start = _scanner.At;
        var before = _record.Attributes.Count;
        if (!TryReadObject(name, depth + 1))
        {
            return false;
        }

        if (_record.Attributes.Count == before && IsEmptyObject(_json.Span[start.._scanner.At]))
        {
            _record.Attributes.Add(name, _json[start.._scanner.At]);
        }

        return true;
    }

    // Arrays, and bodies that are objects, stay JSON text.
    private bool TryReadAsText(Field field, ReadOnlyMemory<byte> name, int depth)
    {
        var start = _scanner.At;
        if (!_scanner.TryTakeValue(_maxDepth - depth, out var tooDeep))
        {
            Reason = tooDeep ? RejectReason.TooDeep : Reason;
            return false;
        }

        var text = _json[start.._scanner.At];
        if (field == Field.Body && _record.Body.IsEmpty)
        {
            _record.Body = text;
        }
        else
        {
            _record.Attributes.Add(name, text);
        }

        return true;
    }

    private bool TryReadScalar(Field field, ReadOnlyMemory<byte> name)
    {
        var kind = _scanner.Next;
        if (!_scanner.TryTakeScalar(out var text))
        {
            return false;
        }

        var value = ToMemory(text);
        if (field == Field.None || !TryFill(field, value, kind))
        {
            _record.Attributes.Add(field == Field.Exception ? ExceptionName : name, value);
        }

        return true;
    }

    /// <summary>False when the field is taken already or the value does not fit it: then it stays an attribute.</summary>
    private bool TryFill(Field field, ReadOnlyMemory<byte> value, byte kind)
    {
        var record = _record;
        if (kind == (byte)'n')
        {
            // A null under a known name says as much as leaving it out.
            return true;
        }

        switch (field)
        {
            case Field.Body when record.Body.IsEmpty:
                record.Body = value;
                return true;
            case Field.Time when record.TimeUnixNano == 0:
                return TryFillTime(value.Span);
            case Field.Severity:
                return TryFillSeverity(value, kind);
            case Field.Service when record.ServiceName.IsEmpty:
                record.ServiceName = value;
                return true;
            case Field.CorrelationId when record.CorrelationId.IsEmpty:
                record.CorrelationId = value;
                return true;
            case Field.RequestId when record.RequestId.IsEmpty:
                record.RequestId = value;
                return true;
            case Field.UserId when record.UserId.IsEmpty:
                record.UserId = value;
                return true;
            case Field.TraceId when record.TraceId.IsEmpty:
                record.TraceId = value;
                record.IdsAreText = true;
                return true;
            case Field.SpanId when record.SpanId.IsEmpty:
                record.SpanId = value;
                record.IdsAreText = true;
                return true;
            case Field.DurationMs when double.IsNaN(record.DurationMs):
                return TryFillDuration(value.Span);
            case Field.Template when _template.IsEmpty:
                _template = value;
                return true;
            case Field.EventName when record.EventName.IsEmpty:
                record.EventName = value;
                return true;
            case Field.ObservedTime when record.ObservedTimeUnixNano == 0:
                return TryFillObservedTime(value.Span);
            case Field.SeverityNumber when record.Severity == SeverityNumber.Unspecified:
                return TryFillSeverityNumber(value.Span);
            default:
                return false;
        }
    }

    private bool TryFillTime(ReadOnlySpan<byte> value)
    {
        if (TimeText.TryRead(value, out var time))
        {
            _record.TimeUnixNano = time;
            return true;
        }

        _hasBadTime = true;
        return false;
    }

    private readonly bool TryFillObservedTime(ReadOnlySpan<byte> value)
    {
        if (!TimeText.TryRead(value, out var time))
        {
            return false;
        }

        _record.ObservedTimeUnixNano = time;
        return true;
    }

    private bool TryFillSeverity(ReadOnlyMemory<byte> value, byte kind)
    {
        var mayBeNumber = kind != (byte)'"' || (!value.IsEmpty && value.Span[0] is >= (byte)'0' and <= (byte)'9');
        if (mayBeNumber && TryReadInteger(value.Span, out var number))
        {
            var severity = SeverityScales.OfLevel(number);
            if (severity == SeverityNumber.Unspecified || _record.Severity != SeverityNumber.Unspecified)
            {
                return false;
            }

            _record.Severity = severity;
            _hasLevelNumber = true;
            return true;
        }

        if (!_record.SeverityText.IsEmpty)
        {
            return false;
        }

        _record.SeverityText = value;
        return true;
    }

    private readonly bool TryFillSeverityNumber(ReadOnlySpan<byte> value)
    {
        if (TryReadInteger(value, out var number))
        {
            _record.Severity = SeverityScales.OfOpenTelemetry(number);
        }

        return _record.Severity != SeverityNumber.Unspecified;
    }

    private readonly bool TryFillDuration(ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out double duration, out var read) || read != value.Length)
        {
            return false;
        }

        if (!double.IsFinite(duration))
        {
            return false;
        }

        _record.DurationMs = duration;
        return true;
    }

    private static bool TryReadInteger(ReadOnlySpan<byte> value, out int number) =>
        Utf8Parser.TryParse(value, out number, out var read) && read == value.Length;

    private readonly void FillBodyFromTemplate()
    {
        if (_template.IsEmpty)
        {
            return;
        }

        if (_record.Body.IsEmpty)
        {
            _record.Body = MessageTemplate.Render(_template, _record.Attributes, _scratch);
        }

        _record.Attributes.Add(TemplateName, _template);
    }

    // bunyan, and pino when it is told a name, write who they are as "name" beside "pid" and a level that is a number.
    private readonly void FillServiceFromLoggerName()
    {
        if (!_hasLevelNumber || !_record.ServiceName.IsEmpty)
        {
            return;
        }

        var (name, hasProcess) = (-1, false);
        var items = _record.Attributes.Items;
        for (var i = 0; i < items.Length; i++)
        {
            var key = items[i].Key.Span;
            if (key.SequenceEqual("name"u8))
            {
                name = i;
            }

            hasProcess |= key.SequenceEqual("pid"u8);
        }

        if (hasProcess && name >= 0)
        {
            _record.ServiceName = items[name].Value;
            _record.Attributes.RemoveAt(name);
        }
    }

    private readonly ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> prefix, JsonText name)
    {
        if (prefix.IsEmpty)
        {
            return ToMemory(name);
        }

        var joined = _scratch.Take(prefix.Length + 1 + name.Length);
        prefix.Span.CopyTo(joined.Span);
        joined.Span[prefix.Length] = Dot;
        var target = joined.Span[(prefix.Length + 1)..];
        var source = _json.Span.Slice(name.Start, name.Length);
        if (!name.Escaped)
        {
            source.CopyTo(target);
            return joined;
        }

        var written = JsonEscapes.Unescape(source, target);
        return joined[..(prefix.Length + 1 + written)];
    }

    private readonly ReadOnlyMemory<byte> ToMemory(JsonText text)
    {
        var slice = _json.Slice(text.Start, text.Length);
        if (!text.Escaped)
        {
            return slice;
        }

        var plain = _scratch.Take(text.Length);
        var written = JsonEscapes.Unescape(slice.Span, plain.Span);
        _scratch.Return(text.Length - written);
        return plain[..written];
    }

    private static bool IsEmptyObject(ReadOnlySpan<byte> json) => json[1..^1].Trim(" \t\r\n"u8).IsEmpty;
}
