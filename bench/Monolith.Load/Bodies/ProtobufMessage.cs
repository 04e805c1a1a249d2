using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Monolith.Load.Bodies;

/// <summary>A protobuf message. Simple rather than quick: bodies are built before the clock starts.</summary>
internal sealed class ProtobufMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Write(int field, ProtobufMessage message) => WriteBytes(field, message._bytes.WrittenSpan);

    public void WriteText(int field, string text) => WriteBytes(field, Encoding.UTF8.GetBytes(text));

    public void WriteBytes(int field, ReadOnlySpan<byte> bytes)
    {
        WriteRaw((ulong)((field << 3) | 2));
        WriteRaw((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    public void WriteVarint(int field, ulong value)
    {
        WriteRaw((ulong)(field << 3));
        WriteRaw(value);
    }

    public void WriteFixed64(int field, ulong value)
    {
        WriteRaw((ulong)((field << 3) | 1));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    private void WriteRaw(ulong value)
    {
        while (value >= 0x80)
        {
            _bytes.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        _bytes.Write([(byte)value]);
    }
}
