using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using Monolith.Ingest.Json;
using Monolith.Platform.Json;
using Monolith.Platform.Problems;

namespace Monolith.Ingest.Otlp;

/// <summary>
/// Rewrites OTLP/JSON as OTLP/protobuf, so that one decoder knows what records mean. It knows names, numbers and types of
/// fields and nothing else; what it does not know it leaves out, as protobuf readers do.
/// </summary>
internal static class OtlpJson
{
    // A varint may have leading groups of zeros, so the length of a message is written in five bytes once it is known.
    private const int LengthBytes = 5;

    // "{}," is the shortest message in JSON: three bytes become a tag and a length.
    private const int MostGrowth = 2;

    private const int Slack = 64;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <summary>How many bytes the protobuf form has at most.</summary>
    public static long MaxProtobufBytes(int jsonBytes) => (jsonBytes * (long)MostGrowth) + Slack;

    /// <summary>Writes a message and returns its length.</summary>
    /// <param name="shape">The message.</param>
    /// <param name="json">The text.</param>
    /// <param name="target">Room for <see cref="MaxProtobufBytes"/>.</param>
    /// <exception cref="InvalidRequestException">The text is no JSON, or a field is of another type than OTLP has it.</exception>
    public static int WriteRequest(Shape shape, ReadOnlySpan<byte> json, Span<byte> target)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            reader.Read();
            var written = WriteMessage(ref reader, shape, target);
            if (reader.Read())
            {
                throw Broken("There is more than one value.");
            }

            return written;
        }
        catch (JsonException broken)
        {
            throw Broken($"The JSON breaks at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}.");
        }
    }

    private static int WriteMessage(ref Utf8JsonReader reader, Shape shape, Span<byte> target)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Broken($"{shape.Name} must be an object.");
        }

        var written = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = shape.Find(ref reader);
            reader.Read();
            if (field is null || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    written += WriteField(ref reader, field, target[written..]);
                }
            }
            else
            {
                written += WriteField(ref reader, field, target[written..]);
            }
        }

        return written;
    }

    private static int WriteField(ref Utf8JsonReader reader, ShapeField field, Span<byte> target)
    {
        var tag = WriteVarint((ulong)((field.Number << 3) | (int)field.Wire), target);
        var value = target[tag..];
        return tag
            + field.Wire switch
            {
                WireType.Varint => WriteVarint(ReadInteger(ref reader, field), value),
                WireType.Fixed64 => WriteFixed64(ref reader, field, value),
                WireType.Fixed32 => WriteFixed32(ref reader, field, value),
                _ => WriteBytes(ref reader, field, value),
            };
    }

    private static int WriteBytes(ref Utf8JsonReader reader, ShapeField field, Span<byte> target)
    {
        var content = target[LengthBytes..];
        var length =
            field.Message is { } message ? WriteMessage(ref reader, message, content)
            : reader.TokenType != JsonTokenType.String ? throw Mistyped(field)
            : WriteText(ref reader, field, content);

        for (var i = 0; i < LengthBytes; i++)
        {
            var isLast = i == LengthBytes - 1;
            target[i] = (byte)(((length >> (7 * i)) & 0x7F) | (isLast ? 0 : 0x80));
        }

        return LengthBytes + length;
    }

    private static int WriteText(ref Utf8JsonReader reader, ShapeField field, Span<byte> target)
    {
        var text = reader.ValueSpan;
        switch (field.Text)
        {
            case TextForm.Hex:
                // OTLP/JSON writes trace and span ids in hexadecimal, unlike all other bytes.
                return Convert.FromHexString(text, target, out _, out var bytes) == System.Buffers.OperationStatus.Done
                    ? bytes
                    : throw Mistyped(field);
            case TextForm.Base64:
                return
                    Base64.DecodeFromUtf8(text, target, out _, out var decoded) == System.Buffers.OperationStatus.Done
                    ? decoded
                    : throw Mistyped(field);
            default:
                if (reader.ValueIsEscaped)
                {
                    return JsonEscapes.Unescape(text, target);
                }

                text.CopyTo(target);
                return text.Length;
        }
    }

    private static int WriteFixed64(ref Utf8JsonReader reader, ShapeField field, Span<byte> target)
    {
        var bits = field.IsDouble
            ? BitConverter.DoubleToUInt64Bits(ReadDouble(ref reader, field))
            : ReadInteger(ref reader, field);
        BinaryPrimitives.WriteUInt64LittleEndian(target, bits);
        return sizeof(ulong);
    }

    private static int WriteFixed32(ref Utf8JsonReader reader, ShapeField field, Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)ReadInteger(ref reader, field));
        return sizeof(uint);
    }

    private static int WriteVarint(ulong value, Span<byte> target)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[at++] = (byte)(value | 0x80);
        }

        target[at] = (byte)value;
        return at + 1;
    }

    // 64-bit numbers come as strings, because JavaScript's numbers end at 53 bits; some clients send them as numbers.
    private static ulong ReadInteger(ref Utf8JsonReader reader, ShapeField field)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False && field.IsBool)
        {
            return reader.TokenType == JsonTokenType.True ? 1UL : 0;
        }

        var isNumber = reader.TokenType is JsonTokenType.Number or JsonTokenType.String && !field.IsBool;
        if (
            isNumber
            && Utf8Parser.TryParse(reader.ValueSpan, out ulong positive, out var read)
            && read == reader.ValueSpan.Length
        )
        {
            return positive;
        }

        return
            isNumber
            && Utf8Parser.TryParse(reader.ValueSpan, out long signed, out read)
            && read == reader.ValueSpan.Length
            ? (ulong)signed
            : throw Mistyped(field);
    }

    private static double ReadDouble(ref Utf8JsonReader reader, ShapeField field) =>
        reader.TokenType is JsonTokenType.Number or JsonTokenType.String
        && double.TryParse(reader.ValueSpan, out var value)
            ? value
            : throw Mistyped(field);

    private static InvalidRequestException Mistyped(ShapeField field) =>
        Broken($"The value of {field.Name} is not of the type that OTLP has for it.");

    private static InvalidRequestException Broken(string detail) => new("body", detail);
}
