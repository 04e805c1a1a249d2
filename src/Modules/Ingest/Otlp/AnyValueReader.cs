using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Monolith.Platform.Buffers;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Otlp;

/// <summary>
/// Turns OTLP's attributes and values into text: strings as they are, numbers and booleans as JSON writes them, bytes as
/// base64, arrays as JSON, and lists of pairs as attributes with dotted names. The table is in docs/ingest/otlp.md.
/// </summary>
internal sealed class AnyValueReader(ReadOnlyMemory<byte> request, int maxDepth, ScratchBuffer scratch)
{
    private const int LongestNumber = 32;

    private static readonly ReadOnlyMemory<byte> True = "true"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> False = "false"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> EmptyList = "{}"u8.ToArray();

    // Made when the first array comes; most requests have none.
    private ArrayBufferWriter<byte>? _jsonText;
    private Utf8JsonWriter? _json;

    /// <summary>Why a method returned false.</summary>
    public RejectReason Reason { get; private set; }

    /// <summary>What exactly was wrong.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Reads a KeyValue message and adds what it holds.</summary>
    /// <param name="pair">Where it lies.</param>
    /// <param name="prefix">What its name is below, or nothing.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="depth">The level that it lies on; those of the record itself lie on the first.</param>
    public bool TryAdd(Slice pair, ReadOnlyMemory<byte> prefix, AttributeList target, int depth = 1)
    {
        if (prefix.IsEmpty && TryReadPlainPair(pair, out var plainKey, out var plainText))
        {
            target.Add(plainKey.Of(request), plainText.Of(request));
            return true;
        }

        if (!TryReadPair(pair, out var key, out var value))
        {
            return false;
        }

        var name = Join(prefix, key);
        if (!TryReadKind(value, out var kind, out var number, out var bytes))
        {
            return false;
        }

        if (kind == Kind.List)
        {
            return TryAddList(bytes, name, target, depth + 1);
        }

        if (!TryGetText(kind, number, bytes, depth, out var text))
        {
            return false;
        }

        target.Add(name, text);
        return true;
    }

    /// <summary>Reads an AnyValue message as text. A list of pairs becomes a JSON object.</summary>
    public bool TryReadText(Slice value, out ReadOnlyMemory<byte> text)
    {
        text = default;
        return TryReadKind(value, out var kind, out var number, out var bytes)
            && TryGetText(kind, number, bytes, depth: 1, out text);
    }

    /// <summary>Whether a string is UTF-8, as protobuf demands.</summary>
    public bool TryCheckUtf8(Slice text) =>
        Utf8.IsValid(text.Of(request.Span)) || Fail(RejectReason.InvalidUtf8, "A string is not UTF-8.");

    /// <summary>A number as text.</summary>
    public ReadOnlyMemory<byte> Format(long number)
    {
        var room = scratch.Take(LongestNumber);
        number.TryFormat(room.Span, out var written, provider: CultureInfo.InvariantCulture);
        scratch.Return(LongestNumber - written);
        return room[..written];
    }

    private bool TryAddList(Slice list, ReadOnlyMemory<byte> name, AttributeList target, int depth)
    {
        if (depth > maxDepth)
        {
            return FailTooDeep();
        }

        var fields = new ProtobufReader(request.Span, list);
        var before = target.Count;
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes && !TryAdd(fields.Bytes, name, target, depth))
            {
                return false;
            }
        }

        if (target.Count == before)
        {
            target.Add(name, EmptyList);
        }

        return !fields.IsBroken || FailBroken();
    }

    /// <summary>
    /// Reads a pair of two short ASCII strings, written as every client writes it: key, then value, each length in one byte.
    /// Most pairs are such, and this costs a third of reading them field by field.
    /// </summary>
    private bool TryReadPlainPair(Slice pair, out Slice key, out Slice text)
    {
        const byte KeyTag = (1 << 3) | (int)WireType.Bytes;
        const byte ValueTag = (2 << 3) | (int)WireType.Bytes;
        const byte StringTag = ((int)Kind.String << 3) | (int)WireType.Bytes;
        const int Tags = 6; // three tags and their lengths

        (key, text) = (default, default);
        var bytes = pair.Of(request.Span);
        if (bytes.Length < Tags || bytes[0] != KeyTag || bytes[1] > bytes.Length - Tags || bytes[1] >= 0x80)
        {
            return false;
        }

        int keyLength = bytes[1];
        var value = bytes[(keyLength + 2)..];
        if (
            value[0] != ValueTag
            || value[1] != value.Length - 2
            || value[1] >= 0x80
            || value[2] != StringTag
            || value[3] != value.Length - 4
            || !Ascii.IsValid(bytes)
        )
        {
            return false;
        }

        key = new Slice(pair.Start + 2, keyLength);
        text = new Slice(pair.Start + pair.Length - value.Length + 4, value.Length - 4);
        return true;
    }

    private bool TryReadPair(Slice pair, out Slice key, out Slice value)
    {
        (key, value) = (default, default);
        var fields = new ProtobufReader(request.Span, pair);
        while (fields.TryNext())
        {
            switch (fields.Number)
            {
                case 1 when fields.Wire == WireType.Bytes:
                    key = fields.Bytes;
                    break;
                case 2 when fields.Wire == WireType.Bytes:
                    value = fields.Bytes;
                    break;
            }
        }

        return fields.IsBroken ? FailBroken() : TryCheckUtf8(key);
    }

    private bool TryReadKind(Slice value, out Kind kind, out ulong number, out Slice bytes)
    {
        (kind, number, bytes) = (Kind.None, 0, default);
        var fields = new ProtobufReader(request.Span, value);
        while (fields.TryNext())
        {
            var wire = (Kind)fields.Number switch
            {
                Kind.Bool or Kind.Int => WireType.Varint,
                Kind.Double => WireType.Fixed64,
                _ => WireType.Bytes,
            };
            if (fields.Number is >= (int)Kind.String and <= (int)Kind.Bytes && fields.Wire == wire)
            {
                (kind, number, bytes) = ((Kind)fields.Number, fields.Value, fields.Bytes);
            }
        }

        return fields.IsBroken ? FailBroken() : kind != Kind.String || TryCheckUtf8(bytes);
    }

    private bool TryGetText(Kind kind, ulong number, Slice bytes, int depth, out ReadOnlyMemory<byte> text)
    {
        text = default;
        switch (kind)
        {
            case Kind.String:
                text = bytes.Of(request);
                return true;
            case Kind.Bool:
                text = number != 0 ? True : False;
                return true;
            case Kind.Int:
                text = Format((long)number);
                return true;
            case Kind.Double:
                text = Format(BitConverter.UInt64BitsToDouble(number));
                return true;
            case Kind.Bytes:
                text = ToBase64(bytes.Of(request.Span));
                return true;
            case Kind.Array or Kind.List:
                return TryGetJson(kind, bytes, depth, out text);
            default:
                // An empty AnyValue: the attribute is there and has no value.
                return true;
        }
    }

    private ReadOnlyMemory<byte> Format(double number)
    {
        var room = scratch.Take(LongestNumber);
        number.TryFormat(room.Span, out var written, provider: CultureInfo.InvariantCulture);
        scratch.Return(LongestNumber - written);
        return room[..written];
    }

    private ReadOnlyMemory<byte> ToBase64(ReadOnlySpan<byte> bytes)
    {
        var text = scratch.Take(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, text.Span, out _, out _);
        return text;
    }

    private bool TryGetJson(Kind kind, Slice bytes, int depth, out ReadOnlyMemory<byte> text)
    {
        text = default;
        _jsonText ??= new ArrayBufferWriter<byte>(1024);
        _json ??= new Utf8JsonWriter(
            _jsonText,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );
        _jsonText.ResetWrittenCount();
        _json.Reset();
        if (!TryWriteNested(kind, bytes, depth + 1))
        {
            return false;
        }

        _json.Flush();
        text = scratch.Copy(_jsonText.WrittenSpan);
        return true;
    }

    private bool TryWriteNested(Kind kind, Slice bytes, int depth)
    {
        if (depth > maxDepth)
        {
            return FailTooDeep();
        }

        return kind == Kind.List ? TryWriteObject(bytes, depth) : TryWriteArray(bytes, depth);
    }

    private bool TryWriteArray(Slice bytes, int depth)
    {
        var fields = new ProtobufReader(request.Span, bytes);
        _json!.WriteStartArray();
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes && !TryWriteValue(fields.Bytes, depth))
            {
                return false;
            }
        }

        _json.WriteEndArray();
        return !fields.IsBroken || FailBroken();
    }

    private bool TryWriteObject(Slice bytes, int depth)
    {
        var fields = new ProtobufReader(request.Span, bytes);
        _json!.WriteStartObject();
        while (fields.TryNext())
        {
            if (fields.Number == 1 && fields.Wire == WireType.Bytes && !TryWritePair(fields.Bytes, depth))
            {
                return false;
            }
        }

        _json.WriteEndObject();
        return !fields.IsBroken || FailBroken();
    }

    private bool TryWritePair(Slice pair, int depth)
    {
        if (!TryReadPair(pair, out var key, out var value))
        {
            return false;
        }

        _json!.WritePropertyName(key.Of(request.Span));
        return TryWriteValue(value, depth);
    }

    private bool TryWriteValue(Slice value, int depth)
    {
        if (!TryReadKind(value, out var kind, out var number, out var bytes))
        {
            return false;
        }

        switch (kind)
        {
            case Kind.String:
                _json!.WriteStringValue(bytes.Of(request.Span));
                return true;
            case Kind.Bool:
                _json!.WriteBooleanValue(number != 0);
                return true;
            case Kind.Int:
                _json!.WriteNumberValue((long)number);
                return true;
            case Kind.Double:
                WriteDouble(BitConverter.UInt64BitsToDouble(number));
                return true;
            case Kind.Bytes:
                _json!.WriteBase64StringValue(bytes.Of(request.Span));
                return true;
            case Kind.Array or Kind.List:
                return TryWriteNested(kind, bytes, depth + 1);
            default:
                _json!.WriteNullValue();
                return true;
        }
    }

    // JSON has no number for these; OTLP/JSON writes them as strings too.
    private void WriteDouble(double number)
    {
        if (double.IsFinite(number))
        {
            _json!.WriteNumberValue(number);
        }
        else
        {
            _json!.WriteStringValue(Format(number).Span);
        }
    }

    private ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> prefix, Slice key)
    {
        if (prefix.IsEmpty)
        {
            return key.Of(request);
        }

        var joined = scratch.Take(prefix.Length + 1 + key.Length);
        prefix.Span.CopyTo(joined.Span);
        joined.Span[prefix.Length] = (byte)'.';
        key.Of(request.Span).CopyTo(joined.Span[(prefix.Length + 1)..]);
        return joined;
    }

    /// <summary>Notes that the bytes are no message, and returns false.</summary>
    public bool FailBroken() => Fail(RejectReason.InvalidProtobuf, "The record is no protobuf message.");

    private bool FailTooDeep() => Fail(RejectReason.TooDeep, "The record is nested too deep.");

    private bool Fail(RejectReason reason, string detail)
    {
        (Reason, Detail) = (reason, detail);
        return false;
    }

    /// <summary>The kinds of AnyValue, by their field numbers.</summary>
    private enum Kind
    {
        None = 0,
        String = 1,
        Bool = 2,
        Int = 3,
        Double = 4,
        Array = 5,
        List = 6,
        Bytes = 7,
    }
}
