using System.Buffers;
using System.Buffers.Binary;

namespace Monolith.Processing.Routing.Sending;

/// <summary>Writes the fields of protobuf messages.</summary>
internal static class ProtobufFields
{
    private const int Fixed64Wire = 1;
    private const int BytesWire = 2;

    /// <summary>A field that is a number.</summary>
    public static void WriteNumber(this IBufferWriter<byte> target, int field, ulong value)
    {
        target.WriteVarint((uint)field << 3);
        target.WriteVarint(value);
    }

    /// <summary>A field that is a number of eight bytes.</summary>
    public static void WriteFixed64(this IBufferWriter<byte> target, int field, ulong value)
    {
        target.WriteVarint(((uint)field << 3) | Fixed64Wire);
        BinaryPrimitives.WriteUInt64LittleEndian(target.GetSpan(sizeof(ulong)), value);
        target.Advance(sizeof(ulong));
    }

    /// <summary>A field that is text, bytes or a message. Nothing is written of an empty one.</summary>
    public static void WriteBytes(this IBufferWriter<byte> target, int field, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            target.WriteVarint(((uint)field << 3) | BytesWire);
            target.WriteVarint((uint)value.Length);
            target.Write(value);
        }
    }

    /// <summary>The beginning of a field that is a message of so many bytes.</summary>
    public static void WriteMessage(this IBufferWriter<byte> target, int field, int bytes)
    {
        target.WriteVarint(((uint)field << 3) | BytesWire);
        target.WriteVarint((uint)bytes);
    }

    /// <summary>How many bytes a field takes that is text, bytes or a message, if its number is below 16.</summary>
    public static int MeasureBytes(int length) => 1 + VarintBytes((uint)length) + length;

    private static int VarintBytes(uint value)
    {
        var bytes = 1;
        for (; value >= 0x80; value >>= 7)
        {
            bytes++;
        }

        return bytes;
    }

    private static void WriteVarint(this IBufferWriter<byte> target, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            target.Write([(byte)(value | 0x80)]);
        }

        target.Write([(byte)value]);
    }
}
