using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Monolith.Ingest.Fluent.MessagePack;

/// <summary>Writes the few kinds of values that the server says.</summary>
internal static class MessagePackWriter
{
    /// <summary>The beginning of an array of up to 15 values.</summary>
    public static void WriteArray(this IBufferWriter<byte> target, int count) => target.Write([(byte)(0x90 | count)]);

    /// <summary>The beginning of a map of up to 15 pairs.</summary>
    public static void WriteMap(this IBufferWriter<byte> target, int count) => target.Write([(byte)(0x80 | count)]);

    /// <summary>True or false.</summary>
    public static void WriteBoolean(this IBufferWriter<byte> target, bool value) =>
        target.Write([(byte)(value ? 0xC3 : 0xC2)]);

    /// <summary>A text.</summary>
    public static void WriteText(this IBufferWriter<byte> target, string text) =>
        target.WriteText(Encoding.UTF8.GetBytes(text));

    /// <summary>A text that is UTF-8 already.</summary>
    public static void WriteText(this IBufferWriter<byte> target, ReadOnlySpan<byte> text)
    {
        switch (text.Length)
        {
            case < 32:
                target.Write([(byte)(0xA0 | text.Length)]);
                break;
            case <= byte.MaxValue:
                target.Write<byte>([0xD9, (byte)text.Length]);
                break;
            default:
                WriteLength(target, 0xDB, text.Length);
                break;
        }

        target.Write(text);
    }

    /// <summary>Data.</summary>
    public static void WriteBytes(this IBufferWriter<byte> target, ReadOnlySpan<byte> bytes)
    {
        WriteLength(target, 0xC6, bytes.Length);
        target.Write(bytes);
    }

    private static void WriteLength(IBufferWriter<byte> target, byte first, int length)
    {
        var header = target.GetSpan(5);
        header[0] = first;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
        target.Advance(5);
    }
}
