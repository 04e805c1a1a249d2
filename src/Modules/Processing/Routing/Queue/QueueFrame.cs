using System.Buffers.Binary;
using Monolith.Platform.Buffers;

namespace Monolith.Processing.Routing.Queue;

/// <summary>What stands before each block of records in a segment.</summary>
/// <param name="PayloadBytes">How long the block is.</param>
/// <param name="Records">How many records it has.</param>
/// <param name="WrittenAtUnixMs">When it was written: milliseconds since 1970 UTC.</param>
/// <param name="PayloadCrc">The block's checksum.</param>
internal readonly record struct QueueFrame(int PayloadBytes, int Records, long WrittenAtUnixMs, uint PayloadCrc)
{
    /// <summary>How long a header is.</summary>
    public const int HeaderBytes = 28;

    private const int CrcOffset = 24;

    private static ReadOnlySpan<byte> Magic => "MLFW"u8;

    /// <summary>How long the header and the block are.</summary>
    public long Bytes => HeaderBytes + (long)PayloadBytes;

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> to)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], PayloadBytes);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Records);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], WrittenAtUnixMs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[20..], PayloadCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcOffset..], Crc32C.Of(to[..CrcOffset]));
    }

    /// <returns>False when these bytes are no whole header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> from, out QueueFrame frame)
    {
        frame = default;
        if (
            from.Length < HeaderBytes
            || !from.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(from[CrcOffset..]) != Crc32C.Of(from[..CrcOffset])
        )
        {
            return false;
        }

        frame = new QueueFrame(
            BinaryPrimitives.ReadInt32LittleEndian(from[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[20..])
        );
        return frame is { PayloadBytes: >= 0, Records: >= 0 };
    }
}
