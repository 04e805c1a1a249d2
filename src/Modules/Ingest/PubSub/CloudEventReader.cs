using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;
using Monolith.Platform.Json;

namespace Monolith.Ingest.PubSub;

/// <summary>Reads what the sidecar posts: a CloudEvent, or an envelope with many. Never throws on bad text.</summary>
/// <remarks>
/// The data of an event are passed over by their brackets alone: whoever reads the records checks them. So each byte is
/// looked at closely once.
/// </remarks>
internal ref struct CloudEventReader(ReadOnlyMemory<byte> body, ScratchBuffer scratch)
{
    private readonly ReadOnlyMemory<byte> _body = body;
    private JsonScanner _scanner = new(body.Span, 0, linesEnd: false);

    /// <summary>What was wrong, once a method has returned false.</summary>
    public readonly string Problem => _scanner.Problem ?? "This is no message.";

    /// <summary>The topic that the sidecar names in an envelope, as far as the envelope was read.</summary>
    public ReadOnlyMemory<byte> Topic { get; private set; }

    /// <summary>Reads a body that is one CloudEvent.</summary>
    public bool TryReadSingle(CloudEvent message)
    {
        message.Clear();
        message.Raw = _body;
        _scanner.SkipSpace();
        if (!TryReadEvent(message))
        {
            return false;
        }

        _scanner.SkipSpace();
        return _scanner.At == _body.Length || _scanner.Fail("There is more after the event.");
    }

    /// <summary>Finds the entries of an envelope. Call <see cref="TryReadEntry"/> until there are no more.</summary>
    /// <returns>False when the body is no envelope.</returns>
    public bool TryFindEntries()
    {
        _scanner.SkipSpace();
        if (!_scanner.TryTake((byte)'{', "An envelope must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        return TryReadEnvelopeUpToEntries() && _scanner.TryTake((byte)'[', "The entries must be an array.");
    }

    /// <summary>Reads what stands behind the entries: sidecars write the topic there.</summary>
    public void ReadRest()
    {
        if (_scanner.TryTake((byte)']', "The entries do not end.") && TryTakeComma())
        {
            TryReadEnvelopeUpToEntries();
        }
    }

    /// <summary>Reads the next entry.</summary>
    /// <returns>False when there are no more entries.</returns>
    public bool TryReadEntry(ref EnvelopeEntry entry, CloudEvent message)
    {
        message.Clear();
        entry = default;
        _scanner.SkipSpace();
        if (_scanner.Next != (byte)'{')
        {
            return false;
        }

        var start = _scanner.At;
        entry.IsReadable = TryReadEntryObject(ref entry, message);
        if (!entry.IsReadable)
        {
            // Its neighbours are not to suffer: go on behind its brackets.
            var end = _scanner.EndByBrackets(start);
            entry.Problem = Problem;
            _scanner = new JsonScanner(_body.Span, end < 0 ? _body.Length : end, linesEnd: false);
        }

        message.Raw = message.Raw.IsEmpty ? _body[start.._scanner.At] : message.Raw;
        _scanner.SkipSpace();
        if (_scanner.Next == (byte)',')
        {
            _scanner.TryTake((byte)',', "");
        }

        return true;
    }

    private bool TryReadEnvelopeUpToEntries()
    {
        while (_scanner.TryTakeName(out var name))
        {
            var span = Span(name);
            if (span.SequenceEqual("entries"u8))
            {
                return true;
            }

            var isTopic = span.SequenceEqual("topic"u8) && _scanner.Next == (byte)'"';
            var isRead = isTopic ? TryReadTopic() : TryPass(out _);
            if (!isRead || !TryTakeComma())
            {
                return false;
            }
        }

        return false;
    }

    private bool TryReadTopic()
    {
        var isRead = TryReadText(out var topic);
        Topic = topic;
        return isRead;
    }

    private bool TryReadEntryObject(ref EnvelopeEntry entry, CloudEvent message)
    {
        _scanner.TryTake((byte)'{', "");
        _scanner.SkipSpace();
        while (_scanner.TryTakeName(out var name))
        {
            var span = Span(name);
            var isRead =
                span.SequenceEqual("entryId"u8) && _scanner.Next == (byte)'"' ? TryReadEntryId(ref entry)
                : span.SequenceEqual("event"u8) ? TryReadEntryEvent(ref entry, message)
                : span.SequenceEqual("metadata"u8) && _scanner.Next == (byte)'{' ? TryReadMetadata(ref entry)
                : TryPass(out _);
            if (!isRead)
            {
                return false;
            }

            if (!TryTakeComma())
            {
                return _scanner.TryTake((byte)'}', "An entry does not end.");
            }
        }

        return false;
    }

    private bool TryReadEntryId(ref EnvelopeEntry entry)
    {
        var isRead = _scanner.TryTakeString(out var id);
        entry.HasId = isRead;
        entry.Id = id;
        return isRead;
    }

    private bool TryReadEntryEvent(ref EnvelopeEntry entry, CloudEvent message)
    {
        var start = _scanner.At;
        switch (_scanner.Next)
        {
            case (byte)'{':
                var isRead = TryReadEvent(message);
                message.Raw = isRead ? _body[start.._scanner.At] : default;
                return isRead;
            case (byte)'"':
                entry.IsRaw = true;
                isRead = TryReadText(out var base64);
                message.DataBase64 = base64;
                message.Raw = base64;
                return isRead;
            default:
                return _scanner.Fail("An event must be an object, or text in base64.");
        }
    }

    private bool TryReadMetadata(ref EnvelopeEntry entry)
    {
        _scanner.TryTake((byte)'{', "");
        _scanner.SkipSpace();
        if (_scanner.Next == (byte)'}')
        {
            return _scanner.TryTake((byte)'}', "");
        }

        while (_scanner.TryTakeName(out var name))
        {
            var span = Span(name);
            var isKey = span.SequenceEqual("__key"u8) || (span.SequenceEqual("partitionKey"u8) && entry.Key.IsEmpty);
            if (isKey && _scanner.Next == (byte)'"')
            {
                if (!TryReadText(out var key))
                {
                    return false;
                }

                entry.Key = key;
            }
            else if (!TryPass(out _))
            {
                return false;
            }

            if (!TryTakeComma())
            {
                return _scanner.TryTake((byte)'}', "The metadata of an entry do not end.");
            }
        }

        return false;
    }

    private bool TryReadEvent(CloudEvent message)
    {
        if (!_scanner.TryTake((byte)'{', "An event must be a JSON object."))
        {
            return false;
        }

        _scanner.SkipSpace();
        while (_scanner.TryTakeName(out var name))
        {
            if (!TryReadAttribute(Span(name), message))
            {
                return false;
            }

            if (!TryTakeComma())
            {
                return _scanner.TryTake((byte)'}', "An event does not end.");
            }
        }

        return false;
    }

    private bool TryReadAttribute(ReadOnlySpan<byte> name, CloudEvent message)
    {
        if (name.SequenceEqual("data"u8))
        {
            var isPassed = TryPass(out var data);
            message.Data = data;
            return isPassed;
        }

        if (_scanner.Next != (byte)'"')
        {
            return TryPass(out _);
        }

        var known = Known(name);
        if (known == Attribute.Other)
        {
            return _scanner.TryTakeString(out _);
        }

        var isRead = TryReadText(out var value);
        switch (known)
        {
            case Attribute.Id:
                message.Id = value;
                break;
            case Attribute.Source:
                message.Source = value;
                break;
            case Attribute.Type:
                message.Type = value;
                break;
            case Attribute.Subject:
                message.Subject = value;
                break;
            case Attribute.Time:
                message.Time = value;
                break;
            case Attribute.TraceId when !message.TraceParent.IsEmpty:
                break;
            case Attribute.TraceId or Attribute.TraceParent when !value.IsEmpty:
                message.TraceParent = value;
                break;
            case Attribute.CorrelationId:
                message.CorrelationId = value;
                break;
            case Attribute.DataBase64:
                message.DataBase64 = value;
                break;
        }

        return isRead;
    }

    private static Attribute Known(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => Attribute.Id,
            4 when name.SequenceEqual("type"u8) => Attribute.Type,
            4 when name.SequenceEqual("time"u8) => Attribute.Time,
            6 when name.SequenceEqual("source"u8) => Attribute.Source,
            7 when name.SequenceEqual("subject"u8) => Attribute.Subject,

            // The older name of the same text.
            7 when name.SequenceEqual("traceid"u8) => Attribute.TraceId,
            11 when name.SequenceEqual("traceparent"u8) => Attribute.TraceParent,
            11 when name.SequenceEqual("data_base64"u8) => Attribute.DataBase64,
            13 when name.SequenceEqual("correlationid"u8) => Attribute.CorrelationId,
            _ => Attribute.Other,
        };

    /// <summary>Steps over a value without reading it.</summary>
    private bool TryPass(out ReadOnlyMemory<byte> value)
    {
        value = default;
        var start = _scanner.At;
        if (_scanner.Next is not ((byte)'{' or (byte)'['))
        {
            if (!_scanner.TryTakeScalar(out _))
            {
                return false;
            }
        }
        else if (!_scanner.TryPassNested())
        {
            return false;
        }

        value = _body[start.._scanner.At];
        return true;
    }

    private bool TryReadText(out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (!_scanner.TryTakeString(out var text))
        {
            return false;
        }

        value = _body.Slice(text.Start, text.Length);
        if (text.Escaped)
        {
            var plain = scratch.Take(text.Length);
            value = plain[..JsonEscapes.Unescape(value.Span, plain.Span)];
        }

        return true;
    }

    private bool TryTakeComma()
    {
        _scanner.SkipSpace();
        if (_scanner.Next != (byte)',')
        {
            return false;
        }

        _scanner.TryTake((byte)',', "");
        _scanner.SkipSpace();
        return true;
    }

    private readonly ReadOnlySpan<byte> Span(JsonText text) => _body.Span.Slice(text.Start, text.Length);

    private enum Attribute
    {
        Other,
        Id,
        Source,
        Type,
        Subject,
        Time,
        TraceId,
        TraceParent,
        CorrelationId,
        DataBase64,
    }
}

/// <summary>What an envelope says of one entry, beside its event.</summary>
internal struct EnvelopeEntry
{
    /// <summary>Whether the entry has an id; without one nothing can be answered for it.</summary>
    public bool HasId;

    /// <summary>The id as it stands in the body, escapes and all: it goes back as it came.</summary>
    public JsonText Id;

    /// <summary>The key of the message on its broker, as far as the sidecar tells.</summary>
    public ReadOnlyMemory<byte> Key;

    /// <summary>Whether the message is no CloudEvent.</summary>
    public bool IsRaw;

    /// <summary>Whether the entry could be read to its end.</summary>
    public bool IsReadable;

    /// <summary>What was wrong with it otherwise.</summary>
    public string? Problem;
}
