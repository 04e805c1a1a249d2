using System.Buffers.Text;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Seq;

/// <summary>
/// Reads events of CLEF, or of the form that Seq had before it, into records: what the format names into their fields, every
/// property into the attributes. The table is in docs/ingest/seq.md. One instance serves a whole request.
/// </summary>
internal sealed class ClefReader(ReadOnlyMemory<byte> json, bool isRaw, int maxDepth, ILogPipelineBatch batch)
{
    private const double NanosecondsPerMillisecond = 1_000_000;

    private static readonly ReadOnlyMemory<byte> TemplateName = "message_template.text"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> EventTypeName = "seq.event_type"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> ParentSpanIdName = "span.parent_id"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SpanStartName = "span.start_time"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> SpanKindName = "span.kind"u8.ToArray();

    private readonly LogRecord _record = batch.Record;
    private readonly ScratchBuffer _scratch = batch.Scratch;

    // What the holes of a template may be filled with: every property whole, also one that became several attributes.
    private readonly AttributeList _properties = new();
    private readonly AttributeList _renderings = new();
    private ReadOnlyMemory<byte> _template;
    private long _spanStart;

    /// <summary>Why an event could not be read.</summary>
    public RejectReason Reason { get; private set; }

    /// <summary>What exactly was wrong with it.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Reads the event that the scanner stands before, and leaves it after the event.</summary>
    public bool TryRead(ref JsonScanner scanner)
    {
        _properties.Clear();
        _renderings.Clear();
        (_template, _spanStart, Detail) = (default, 0, "");
        Reason = scanner.Next == (byte)'{' ? RejectReason.InvalidJson : RejectReason.NotAnObject;
        if (!TryReadEvent(ref scanner))
        {
            Detail = Detail.Length > 0 ? Detail : scanner.Problem!;
            return false;
        }

        Complete();
        return true;
    }

    private bool TryReadEvent(ref JsonScanner scanner)
    {
        if (!scanner.TryTake((byte)'{', "An event must be a JSON object."))
        {
            return false;
        }

        var isFirst = true;
        while (scanner.TryNextProperty(ref isFirst, out var nameText))
        {
            var name = Read(nameText);
            var field = isRaw ? ClefNames.OfRawEvent(name.Span) : ClefNames.OfEvent(name.Span);
            var isRead = field switch
            {
                ClefField.Renderings => TryReadRenderings(ref scanner),
                ClefField.Properties => TryReadProperties(ref scanner),
                _ => TryReadProperty(ref scanner, field, Unescape(name)),
            };
            if (!isRead)
            {
                return false;
            }
        }

        return scanner.Problem is null;
    }

    // A property's own name may begin with @; then it is doubled.
    private ReadOnlyMemory<byte> Unescape(ReadOnlyMemory<byte> name) =>
        !isRaw && name.Span.StartsWith("@@"u8) ? name[1..] : name;

    private bool TryReadProperties(ref JsonScanner scanner)
    {
        if (scanner.Next == (byte)'n')
        {
            return scanner.TryTakeLiteral();
        }

        var isFirst = true;
        if (!scanner.TryOpen((byte)'{'))
        {
            return false;
        }

        while (scanner.TryNextProperty(ref isFirst, out var nameText))
        {
            var name = Read(nameText);
            if (!TryReadProperty(ref scanner, ClefNames.OfProperty(name.Span), name))
            {
                return false;
            }
        }

        return scanner.Problem is null;
    }

    private bool TryReadProperty(ref JsonScanner scanner, ClefField field, ReadOnlyMemory<byte> name)
    {
        var start = scanner.At;
        if (!TryReadValue(ref scanner, field, name, depth: 1, out var value))
        {
            return false;
        }

        _properties.Add(name, json.Span[start] == (byte)'{' ? json[start..scanner.At] : value);
        return true;
    }

    /// <param name="scanner">It stands before the value.</param>
    /// <param name="field">What the name stands for.</param>
    /// <param name="name">The name, with those that it is nested in before it.</param>
    /// <param name="depth">The level that the value lies on.</param>
    /// <param name="value">The value as text; nothing when it is an object.</param>
    private bool TryReadValue(
        ref JsonScanner scanner,
        ClefField field,
        ReadOnlyMemory<byte> name,
        int depth,
        out ReadOnlyMemory<byte> value
    )
    {
        value = default;
        var (kind, start) = (scanner.Next, scanner.At);
        switch (kind)
        {
            case (byte)'{':
                return TryReadNested(ref scanner, name, depth);
            case (byte)'[':
                if (!scanner.TryTakeValue(maxDepth - depth, out var tooDeep))
                {
                    Reason = tooDeep ? RejectReason.TooDeep : Reason;
                    return false;
                }

                value = json[start..scanner.At];
                _record.Attributes.Add(name, value);
                return true;
            default:
                if (!scanner.TryTakeScalar(out var text))
                {
                    return false;
                }

                value = Read(text);
                return (kind == (byte)'n' && field != ClefField.Property) || TryFill(field, name, value);
        }
    }

    private bool TryReadNested(ref JsonScanner scanner, ReadOnlyMemory<byte> name, int depth)
    {
        if (depth == maxDepth)
        {
            Reason = RejectReason.TooDeep;
            return scanner.Fail(JsonScanner.TooDeep);
        }

        var (start, before, isFirst) = (scanner.At, _record.Attributes.Count, true);
        scanner.TryOpen((byte)'{');
        while (scanner.TryNextProperty(ref isFirst, out var innerName))
        {
            var joined = Join(name, innerName);
            if (!TryReadValue(ref scanner, ClefNames.OfProperty(joined.Span), joined, depth + 1, out _))
            {
                return false;
            }
        }

        if (isFirst && _record.Attributes.Count == before)
        {
            _record.Attributes.Add(name, json[start..scanner.At]);
        }

        return scanner.Problem is null;
    }

    // CLEF: ["1.50"]. Before: {"Amount":[{"Format":"0.00","Rendering":"1.50"}]}.
    private bool TryReadRenderings(ref JsonScanner scanner)
    {
        if (scanner.Next == (byte)'[')
        {
            return TryReadRenderings(ref scanner, default);
        }

        if (scanner.Next != (byte)'{')
        {
            return scanner.TryTakeScalar(out _);
        }

        var isFirst = true;
        scanner.TryOpen((byte)'{');
        while (scanner.TryNextProperty(ref isFirst, out var name))
        {
            if (!TryReadRenderings(ref scanner, Read(name)))
            {
                return false;
            }
        }

        return scanner.Problem is null;
    }

    private bool TryReadRenderings(ref JsonScanner scanner, ReadOnlyMemory<byte> property)
    {
        var isFirst = true;
        if (!scanner.TryOpen((byte)'['))
        {
            return false;
        }

        while (scanner.TryNextItem((byte)']', ref isFirst))
        {
            if (scanner.Next == (byte)'{')
            {
                if (!TryReadRendering(ref scanner, property))
                {
                    return false;
                }
            }
            else if (scanner.TryTakeScalar(out var text))
            {
                _renderings.Add(property, Read(text));
            }
            else
            {
                return false;
            }
        }

        return scanner.Problem is null;
    }

    private bool TryReadRendering(ref JsonScanner scanner, ReadOnlyMemory<byte> property)
    {
        var isFirst = true;
        scanner.TryOpen((byte)'{');
        while (scanner.TryNextProperty(ref isFirst, out var name))
        {
            if (!scanner.TryTakeScalar(out var text))
            {
                return false;
            }

            if (json.Span.Slice(name.Start, name.Length).SequenceEqual("Rendering"u8))
            {
                _renderings.Add(property, Read(text));
            }
        }

        return scanner.Problem is null;
    }

    /// <summary>Puts a value where it belongs. False when the event cannot be kept with it.</summary>
    private bool TryFill(ClefField field, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        var record = _record;
        switch (field)
        {
            case ClefField.Time:
                return TryFillTime(value.Span);
            case ClefField.Message:
                record.Body = value;
                break;
            case ClefField.Template:
                _template = value;
                break;
            case ClefField.Level:
                FillSeverity(value);
                break;
            case ClefField.Exception:
                ExceptionText.AddTo(record.Attributes, value);
                break;
            case ClefField.EventType:
                record.Attributes.Add(EventTypeName, value);
                break;
            case ClefField.TraceId:
                (record.TraceId, record.IdsAreText) = (value, true);
                break;
            case ClefField.SpanId:
                (record.SpanId, record.IdsAreText) = (value, true);
                break;
            case ClefField.ParentSpanId:
                record.Attributes.Add(ParentSpanIdName, value);
                break;
            case ClefField.SpanKind:
                record.Attributes.Add(SpanKindName, value);
                break;
            case ClefField.SpanStart:
                TimeText.TryRead(value.Span, out _spanStart);
                record.Attributes.Add(SpanStartName, value);
                break;
            case ClefField.Service when record.ServiceName.IsEmpty:
                record.ServiceName = value;
                break;
            case ClefField.CorrelationId when record.CorrelationId.IsEmpty:
                record.CorrelationId = value;
                break;
            case ClefField.RequestId when record.RequestId.IsEmpty:
                record.RequestId = value;
                break;
            case ClefField.UserId when record.UserId.IsEmpty:
                record.UserId = value;
                break;
            default:
                record.Attributes.Add(name, value);
                break;
        }

        return true;
    }

    private bool TryFillTime(ReadOnlySpan<byte> value)
    {
        if (TimeText.TryRead(value, out var time))
        {
            _record.TimeUnixNano = time;
            return true;
        }

        (Reason, Detail) = (RejectReason.InvalidTime, "The event's time cannot be read.");
        return false;
    }

    private void FillSeverity(ReadOnlyMemory<byte> level)
    {
        if (Utf8Parser.TryParse(level.Span, out int number, out var read) && read == level.Length)
        {
            _record.Severity = SeverityScales.OfLevel(number);
        }

        if (_record.Severity == SeverityNumber.Unspecified)
        {
            _record.SeverityText = level;
        }
    }

    private void Complete()
    {
        // Serilog leaves the level out where it is Information, and so CLEF says what that means.
        if (_record.SeverityText.IsEmpty && _record.Severity == SeverityNumber.Unspecified)
        {
            _record.Severity = SeverityNumber.Info;
        }

        // A span's event is written when the span ends.
        if (_spanStart > 0 && _record.TimeUnixNano >= _spanStart)
        {
            _record.DurationMs = (_record.TimeUnixNano - _spanStart) / NanosecondsPerMillisecond;
        }

        if (_template.IsEmpty)
        {
            return;
        }

        if (_record.Body.IsEmpty)
        {
            _record.Body = new ClefTemplate(_template, _properties, _renderings).Render(_scratch);
        }

        _record.Attributes.Add(TemplateName, _template);
    }

    private ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> prefix, JsonText name)
    {
        var inner = Read(name).Span;
        var joined = _scratch.Take(prefix.Length + 1 + inner.Length);
        prefix.Span.CopyTo(joined.Span);
        joined.Span[prefix.Length] = (byte)'.';
        inner.CopyTo(joined.Span[(prefix.Length + 1)..]);
        return joined;
    }

    private ReadOnlyMemory<byte> Read(JsonText text) => JsonEscapes.Read(json, text, _scratch);
}
