using System.Buffers.Binary;

namespace Monolith.Ingest.Fluent.MessagePack;

/// <summary>Reads the first bytes of values. What they claim is never believed: nothing is allocated by it.</summary>
internal static class MessagePackHeader
{
    /// <returns>False when the bytes end before the header does.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MessagePackValue value)
    {
        value = default;
        return !bytes.IsEmpty
            && (
                bytes[0] switch
                {
                    < 0x80 => Is(out value, new(MessagePackKind.Integer, 1, Number: bytes[0])),
                    < 0x90 => Is(out value, new(MessagePackKind.Map, 1, Count: bytes[0] & 0x0FU)),
                    < 0xA0 => Is(out value, new(MessagePackKind.Array, 1, Count: bytes[0] & 0x0FU)),
                    < 0xC0 => Is(out value, new(MessagePackKind.Text, 1, bytes[0] & 0x1FU)),
                    >= 0xE0 => Is(out value, new(MessagePackKind.Integer, 1, Number: (ulong)(sbyte)bytes[0])),
                    _ => TryReadLonger(bytes, out value),
                }
            );
    }

    private static bool TryReadLonger(ReadOnlySpan<byte> bytes, out MessagePackValue value)
    {
        value = default;
        var first = bytes[0];
        var size = SizeOfNumber(first);
        if (bytes.Length < 1 + size)
        {
            return false;
        }

        var number = ReadNumber(bytes[1..], size);
        var length = 1 + size;
        return first switch
        {
            0xC0 => Is(out value, new(MessagePackKind.Nil, 1)),
            0xC2 or 0xC3 => Is(out value, new(MessagePackKind.Boolean, 1, Number: first - 0xC2U)),
            0xC4 or 0xC5 or 0xC6 => Is(out value, new(MessagePackKind.Bytes, length, (uint)number)),
            0xC7 or 0xC8 or 0xC9 => TryReadExtension(bytes, length, (uint)number, out value),
            0xCA => Is(out value, new(MessagePackKind.Float, length, Number: Widen((uint)number))),
            0xCB => Is(out value, new(MessagePackKind.Float, length, Number: number)),
            0xCF when number > long.MaxValue => Is(
                out value,
                new(MessagePackKind.LargeInteger, length, Number: number)
            ),
            >= 0xCC and <= 0xCF => Is(out value, new(MessagePackKind.Integer, length, Number: number)),
            >= 0xD0 and <= 0xD3 => Is(
                out value,
                new(MessagePackKind.Integer, length, Number: ExtendSign(number, size))
            ),
            >= 0xD4 and <= 0xD8 => TryReadExtension(bytes, length, 1U << (first - 0xD4), out value),
            0xD9 or 0xDA or 0xDB => Is(out value, new(MessagePackKind.Text, length, (uint)number)),
            0xDC or 0xDD => Is(out value, new(MessagePackKind.Array, length, Count: (uint)number)),
            0xDE or 0xDF => Is(out value, new(MessagePackKind.Map, length, Count: (uint)number)),
            _ => Is(out value, new(MessagePackKind.Invalid, 1)),
        };
    }

    /// <summary>How many bytes of number or length follow the first byte.</summary>
    private static int SizeOfNumber(byte first) =>
        first switch
        {
            0xC4 or 0xC7 or 0xCC or 0xD0 or 0xD9 => 1,
            0xC5 or 0xC8 or 0xCD or 0xD1 or 0xDA or 0xDC or 0xDE => 2,
            0xC6 or 0xC9 or 0xCA or 0xCE or 0xD2 or 0xDB or 0xDD or 0xDF => 4,
            0xCB or 0xCF or 0xD3 => 8,
            _ => 0,
        };

    private static ulong ReadNumber(ReadOnlySpan<byte> bytes, int size) =>
        size switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            8 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            _ => 0,
        };

    private static ulong ExtendSign(ulong number, int size)
    {
        var unused = 64 - (size * 8);
        return (ulong)((long)(number << unused) >> unused);
    }

    // The type stands between the length and the data.
    private static bool TryReadExtension(ReadOnlySpan<byte> bytes, int at, uint length, out MessagePackValue value)
    {
        value = default;
        return bytes.Length > at
            && Is(out value, new(MessagePackKind.Extension, at + 1, length, ExtensionType: (sbyte)bytes[at]));
    }

    private static ulong Widen(uint single) => BitConverter.DoubleToUInt64Bits(BitConverter.UInt32BitsToSingle(single));

    private static bool Is(out MessagePackValue value, in MessagePackValue read)
    {
        value = read;
        return true;
    }
}
