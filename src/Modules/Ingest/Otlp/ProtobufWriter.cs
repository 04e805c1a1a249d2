using System.Buffers;
using System.Text;

namespace Monolith.Ingest.Otlp;

/// <summary>Writes the fields of protobuf messages.</summary>
internal static class ProtobufWriter
{
    /// <summary>A field that is a number.</summary>
    public static void WriteNumber(this IBufferWriter<byte> target, int field, ulong value)
    {
        target.WriteVarint((ulong)(field << 3));
        target.WriteVarint(value);
    }

    /// <summary>A field that is text.</summary>
    public static void WriteText(this IBufferWriter<byte> target, int field, string value) =>
        target.WriteBytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A field that is bytes or a message.</summary>
    public static void WriteBytes(this IBufferWriter<byte> target, int field, ReadOnlySpan<byte> value)
    {
        target.WriteVarint((ulong)((field << 3) | (int)WireType.Bytes));
        target.WriteVarint((ulong)value.Length);
        target.Write(value);
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
