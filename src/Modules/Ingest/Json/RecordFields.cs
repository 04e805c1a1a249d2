using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Json;

/// <summary>What a value is, as far as its place in a record depends on it.</summary>
internal enum ScalarKind : byte
{
    Text,

    /// <summary>A number or a boolean, as JSON writes it.</summary>
    Literal,
    Null,
}

/// <summary>
/// Puts what a record says into its place: known names into the record's fields, everything else into its attributes. So
/// names mean the same, whichever format a reader reads them from.
/// </summary>
internal struct RecordFields(LogRecord record, ScratchBuffer scratch)
{
    private static readonly ReadOnlyMemory<byte> TemplateName = "message_template.text"u8.ToArray();
    private static readonly AttributeName ExceptionName = AttributeName.Of("exception.stacktrace"u8);

    private ReadOnlyMemory<byte> _template;
    private bool _hasBadTime;
    private bool _hasLevelNumber;

    /// <summary>Adds a single value. Where its field is taken already, or it does not fit, it becomes an attribute.</summary>
    /// <param name="field">The field that the name stands for.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value as text, without quotes and escapes.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="number">The number of the name, where it is known.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Field field, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, ScalarKind kind, int number = 0)
    {
        if (field == Field.None || !TryFill(field, value, kind))
        {
            record.Attributes.Add(
                field == Field.Exception ? ExceptionName.Utf8 : name,
                value,
                field == Field.Exception ? ExceptionName.Number : number
            );
        }
    }

    /// <summary>Adds an array, or a body that is an object. Both stay JSON text.</summary>
    public readonly void AddJson(Field field, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> json)
    {
        if (field == Field.Body && record.Body.IsEmpty)
        {
            record.Body = json;
        }
        else
        {
            record.Attributes.Add(name, json);
        }
    }

    /// <summary>Fills what follows from several values together, once all of them were added.</summary>
    /// <returns>A refusal when the record gives times and none of them can be read.</returns>
    public readonly Verdict Complete()
    {
        if (_hasBadTime && record.TimeUnixNano == 0)
        {
            return Verdict.Reject(RejectReason.InvalidTime, "None of the times that the record gives can be read.");
        }

        FillBodyFromTemplate();
        FillServiceFromLoggerName();
        return Verdict.Keep;
    }

    private bool TryFill(Field field, ReadOnlyMemory<byte> value, ScalarKind kind)
    {
        if (kind == ScalarKind.Null)
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
                return _template.IsEmpty && TryFillHttp(field, value);
        }
    }

    // They would become fields in any case, when the record is normalised: here that costs less. A template may name them, and
    // it finds them among the attributes.
    private readonly bool TryFillHttp(Field field, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
        {
            return false;
        }

        switch (field)
        {
            case Field.HttpMethod when record.HttpMethod.IsEmpty:
                record.HttpMethod = value;
                return true;
            case Field.HttpRoute when record.HttpRoute.IsEmpty:
                record.HttpRoute = value;
                return true;
            case Field.HttpUrl when record.HttpUrl.IsEmpty:
                record.HttpUrl = value;
                return true;
            case Field.HttpStatus:
                return record.TryFillHttpStatus(value.Span);
            case Field.ClientAddress when record.ClientAddress.IsEmpty:
                record.ClientAddress = value;
                return true;
            case Field.UserAgent when record.UserAgent.IsEmpty:
                record.UserAgent = value;
                return true;
            default:
                return false;
        }
    }

    private bool TryFillTime(ReadOnlySpan<byte> value)
    {
        if (TimeText.TryRead(value, out var time))
        {
            record.TimeUnixNano = time;
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

        record.ObservedTimeUnixNano = time;
        return true;
    }

    private bool TryFillSeverity(ReadOnlyMemory<byte> value, ScalarKind kind)
    {
        var mayBeNumber = kind != ScalarKind.Text || (!value.IsEmpty && value.Span[0] is >= (byte)'0' and <= (byte)'9');
        if (mayBeNumber && TryReadInteger(value.Span, out var number))
        {
            var severity = SeverityScales.OfLevel(number);
            if (severity == SeverityNumber.Unspecified || record.Severity != SeverityNumber.Unspecified)
            {
                return false;
            }

            record.Severity = severity;
            _hasLevelNumber = true;
            return true;
        }

        if (!record.SeverityText.IsEmpty)
        {
            return false;
        }

        record.SeverityText = value;
        return true;
    }

    private readonly bool TryFillSeverityNumber(ReadOnlySpan<byte> value)
    {
        if (TryReadInteger(value, out var number))
        {
            record.Severity = SeverityScales.OfOpenTelemetry(number);
        }

        return record.Severity != SeverityNumber.Unspecified;
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

        record.DurationMs = duration;
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

        if (record.Body.IsEmpty)
        {
            record.Body = MessageTemplate.Render(_template, record.Attributes, scratch);
        }

        record.Attributes.Add(TemplateName, _template);
    }

    // bunyan, and pino when it is told a name, write who they are as "name" beside "pid" and a level that is a number.
    private readonly void FillServiceFromLoggerName()
    {
        if (!_hasLevelNumber || !record.ServiceName.IsEmpty)
        {
            return;
        }

        var (name, hasProcess) = (-1, false);
        var items = record.Attributes.Items;
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
            record.ServiceName = items[name].Value;
            record.Attributes.RemoveAt(name);
        }
    }
}
