using System.Buffers.Text;
using Monolith.Ingest.Json;
using Monolith.Ingest.Sockets;
using Monolith.Platform.Json;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Gelf;

/// <summary>
/// Reads one GELF message, of version 1.0 or 1.1, into a record. Its values are slices of the message; only what has escapes
/// is written to scratch memory. The table is in docs/ingest/gelf.md.
/// </summary>
internal ref struct GelfReader(ReadOnlyMemory<byte> json, int at, DecodeLimits limits, ILogPipelineBatch batch)
{
    private static readonly ReadOnlyMemory<byte> FullMessageName = "gelf.full_message"u8.ToArray();

    private readonly ReadOnlyMemory<byte> _json = json;
    private readonly ILogPipelineBatch _batch = batch;
    private JsonScanner _scanner = new(json.Span, at, linesEnd: false);
    private ReadOnlyMemory<byte> _host;
    private ReadOnlyMemory<byte> _short;
    private ReadOnlyMemory<byte> _full;
    private ReadOnlyMemory<byte> _facility;

    /// <summary>Where the reader stands: after the message, once it was read.</summary>
    public readonly int At => _scanner.At;

    /// <summary>Why the message could not be read.</summary>
    public RejectReason Reason { get; private set; }

    /// <summary>What exactly was wrong with it.</summary>
    public readonly string Detail => _scanner.Problem ?? "";

    /// <summary>Whether the host, and so the resource, lies in scratch memory.</summary>
    public bool HostIsRewritten { get; private set; }

    /// <summary>Reads the message into the batch's record.</summary>
    /// <param name="peer">The address that sent it; empty when it came by HTTP.</param>
    public bool TryRead(ReadOnlyMemory<byte> peer)
    {
        Reason = _scanner.Next == (byte)'{' ? RejectReason.InvalidJson : RejectReason.NotAnObject;
        if (!TryReadObject())
        {
            return false;
        }

        var record = _batch.Record;
        FillBody(record);
        record.ServiceName = record.ServiceName.IsEmpty ? _facility : record.ServiceName;
        SocketRecord.SetHost(record, _host, peer);
        return true;
    }

    private bool TryReadObject()
    {
        if (!_scanner.TryTake((byte)'{', "A GELF message must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        while (_scanner.Next != (byte)'}')
        {
            if (!_scanner.TryTakeName(out var name) || !TryReadField(name))
            {
                return false;
            }

            _scanner.SkipSpace();
            if (_scanner.Next != (byte)',')
            {
                break;
            }

            _scanner.TryTake((byte)',', "");
            _scanner.SkipSpace();
        }

        return _scanner.TryTake((byte)'}', "A comma or a closing brace is missing after a value.");
    }

    private bool TryReadField(JsonText nameText)
    {
        var name = ToMemory(nameText);
        if (_scanner.Next is (byte)'{' or (byte)'[')
        {
            var start = _scanner.At;
            if (!_scanner.TryTakeValue(limits.MaxDepth - 1, out var tooDeep))
            {
                Reason = tooDeep ? RejectReason.TooDeep : Reason;
                return false;
            }

            _batch.Record.Attributes.Add(GelfNames.AttributeOf(name), _json[start.._scanner.At]);
            return true;
        }

        var isNull = _scanner.Next == (byte)'n';
        if (!_scanner.TryTakeScalar(out var text))
        {
            return false;
        }

        if (!isNull)
        {
            Fill(name, ToMemory(text), text.Escaped);
        }

        return true;
    }

    private void Fill(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, bool isRewritten)
    {
        var isFilled = name.Span.StartsWith("_"u8)
            ? GelfNames.TryFillKnown(_batch.Record, name.Span[1..], value)
            : TryFillStandard(name.Span, value, isRewritten);
        if (!isFilled)
        {
            _batch.Record.Attributes.Add(GelfNames.AttributeOf(name), value);
        }
    }

    private bool TryFillStandard(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value, bool isRewritten)
    {
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("host"u8) && _host.IsEmpty:
                _host = value;
                HostIsRewritten = isRewritten;
                return true;
            case 5 when name.SequenceEqual("level"u8):
                return TryFillLevel(value);
            case 7 when name.SequenceEqual("version"u8):
                return true;
            case 7 when name.SequenceEqual("message"u8) && _short.IsEmpty:
            case 13 when name.SequenceEqual("short_message"u8) && _short.IsEmpty:
                _short = value;
                return true;
            case 8 when name.SequenceEqual("facility"u8) && _facility.IsEmpty:
                _facility = value;
                return true;
            case 9 when name.SequenceEqual("timestamp"u8):
                return TryFillTime(value.Span);
            case 12 when name.SequenceEqual("full_message"u8) && _full.IsEmpty:
                _full = value;
                return true;
            default:
                return false;
        }
    }

    private readonly bool TryFillTime(ReadOnlySpan<byte> value)
    {
        if (_batch.Record.TimeUnixNano != 0 || !TimeText.TryRead(value, out var time))
        {
            return false;
        }

        _batch.Record.TimeUnixNano = time;
        return true;
    }

    private readonly bool TryFillLevel(ReadOnlyMemory<byte> value)
    {
        var record = _batch.Record;
        if (record.Severity != SeverityNumber.Unspecified || !record.SeverityText.IsEmpty)
        {
            return false;
        }

        if (Utf8Parser.TryParse(value.Span, out int level, out var length) && length == value.Length)
        {
            record.Severity = SeverityScales.OfLevel(level);
            return record.Severity != SeverityNumber.Unspecified;
        }

        record.SeverityText = value;
        return true;
    }

    // The full message mostly is the short one and more behind it. Where it is something else, both are kept.
    private readonly void FillBody(LogRecord record)
    {
        var isMoreOfShort = _full.Span.StartsWith(_short.Span);
        record.Body = _full.IsEmpty || !isMoreOfShort ? _short : _full;
        if (!_full.IsEmpty && !isMoreOfShort)
        {
            record.Attributes.Add(FullMessageName, _full);
        }
    }

    private readonly ReadOnlyMemory<byte> ToMemory(JsonText text)
    {
        var slice = _json.Slice(text.Start, text.Length);
        if (!text.Escaped)
        {
            return slice;
        }

        var plain = _batch.Scratch.Take(text.Length);
        var written = JsonEscapes.Unescape(slice.Span, plain.Span);
        _batch.Scratch.Return(text.Length - written);
        return plain[..written];
    }
}
