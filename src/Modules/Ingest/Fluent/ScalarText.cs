using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;
using Monolith.Ingest.Fluent.MessagePack;
using Monolith.Ingest.Json;
using Monolith.Platform.Buffers;

namespace Monolith.Ingest.Fluent;

/// <summary>
/// Single values as text: strings as they are, numbers and booleans as JSON writes them, times in seconds. Text that is no
/// UTF-8 gets U+FFFD in the place of each sequence that is none: agents hand on whatever a program wrote.
/// </summary>
internal static class ScalarText
{
    private const int LongestNumber = 32;

    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> True = "true"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> False = "false"u8.ToArray();

    /// <summary>The text of a value that is neither array nor map.</summary>
    /// <param name="value">The value.</param>
    /// <param name="content">Its text, data or extension.</param>
    /// <param name="scratch">Memory for texts that are no slices of the content.</param>
    /// <param name="kind">What it is in JSON.</param>
    public static ReadOnlyMemory<byte> Of(
        in MessagePackValue value,
        ReadOnlyMemory<byte> content,
        ScratchBuffer scratch,
        out ScalarKind kind
    )
    {
        // Agents write nearly everything as text, so that is asked first.
        if (value.Kind == MessagePackKind.Text)
        {
            kind = ScalarKind.Text;
            return LooseUtf8.Repair(content, scratch);
        }

        kind = KindOf(value, content.Span);
        return value.Kind switch
        {
            MessagePackKind.Nil => Null,
            MessagePackKind.Boolean => value.Number == 0 ? False : True,
            MessagePackKind.Bytes or MessagePackKind.Extension when kind == ScalarKind.Text => OfBytes(
                content,
                scratch
            ),
            _ => OfNumber(value, content, scratch),
        };
    }

    /// <summary>The text of a name.</summary>
    public static ReadOnlyMemory<byte> OfName(
        in MessagePackValue name,
        ReadOnlyMemory<byte> content,
        ScratchBuffer scratch
    ) => name.Kind == MessagePackKind.Integer ? OfNumber(name, content, scratch) : LooseUtf8.Repair(content, scratch);

    private static ScalarKind KindOf(in MessagePackValue value, ReadOnlySpan<byte> content) =>
        value.Kind switch
        {
            MessagePackKind.Bytes => ScalarKind.Text,
            MessagePackKind.Nil => ScalarKind.Null,
            MessagePackKind.Float when !double.IsFinite(BitConverter.UInt64BitsToDouble(value.Number)) =>
                ScalarKind.Text,
            MessagePackKind.Extension when !EventTime.TryReadExtension(value, content, out _, out _) => ScalarKind.Text,
            _ => ScalarKind.Literal,
        };

    // Data are mostly text that a library wrote as data; what is none becomes base64.
    private static ReadOnlyMemory<byte> OfBytes(ReadOnlyMemory<byte> bytes, ScratchBuffer scratch)
    {
        if (Utf8.IsValid(bytes.Span))
        {
            return bytes;
        }

        var text = scratch.Take(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes.Span, text.Span, out _, out _);
        return text;
    }

    private static ReadOnlyMemory<byte> OfNumber(
        in MessagePackValue value,
        ReadOnlyMemory<byte> content,
        ScratchBuffer scratch
    )
    {
        var room = scratch.Take(LongestNumber);
        var written = Write(value, content.Span, room.Span);
        scratch.Return(room.Length - written);
        return room[..written];
    }

    private static int Write(in MessagePackValue value, ReadOnlySpan<byte> content, Span<byte> target)
    {
        int written;
        switch (value.Kind)
        {
            case MessagePackKind.LargeInteger:
                Utf8Formatter.TryFormat(value.Number, target, out written);
                return written;
            case MessagePackKind.Float:
                return WriteFloat(value, target);
            case MessagePackKind.Extension:
                EventTime.TryReadExtension(value, content, out var seconds, out var nanoseconds);
                Utf8Formatter.TryFormat(seconds, target, out written);
                target[written++] = (byte)'.';
                Utf8Formatter.TryFormat(nanoseconds, target[written..], out var digits, new StandardFormat('D', 9));
                return written + digits;
            default:
                Utf8Formatter.TryFormat((long)value.Number, target, out written);
                return written;
        }
    }

    // A single shows the digits that it has, not those that it gets as a double.
    private static int WriteFloat(in MessagePackValue value, Span<byte> target)
    {
        var number = BitConverter.UInt64BitsToDouble(value.Number);
        var isSingle = value.HeaderLength == 1 + sizeof(float);
        var written = 0;
        _ = isSingle
            ? ((float)number).TryFormat(target, out written, provider: CultureInfo.InvariantCulture)
            : number.TryFormat(target, out written, provider: CultureInfo.InvariantCulture);
        return written;
    }
}
