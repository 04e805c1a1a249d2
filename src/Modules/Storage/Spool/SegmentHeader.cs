using System.Buffers.Binary;
using Monolith.Platform.Buffers;

namespace Monolith.Storage.Spool;

/// <summary>The first bytes of a segment: where the spool stood when the segment was begun.</summary>
/// <param name="NextNumber">The number of the segment's first frame.</param>
/// <param name="NextId">Every id given out before is smaller. Kept here so that no id comes twice when the clock is set
/// back and all frames are shipped.</param>
/// <param name="PreviousBytes">How much of the segment before counts. What lies behind was never acknowledged.</param>
internal readonly record struct SegmentHeader(ulong NextNumber, ulong NextId, long PreviousBytes)
{
    /// <summary>How long the header is; the first frame follows.</summary>
    public const int Bytes = 64;

    private const byte Version = 1;
    private const int CrcOffset = 60;

    private static ReadOnlySpan<byte> Magic => "MLSG"u8;

    /// <summary>Writes the header of the segment with this salt.</summary>
    public void Write(Span<byte> to, ulong salt)
    {
        to[..Bytes].Clear();
        Magic.CopyTo(to);
        to[4] = Version;
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], salt);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], NextNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], NextId);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], PreviousBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcOffset..], Crc32C.Of(to[..CrcOffset]));
    }

    /// <returns>False when the header was not written whole, or was damaged since.</returns>
    public static bool TryRead(ReadOnlySpan<byte> from, ulong salt, out SegmentHeader header)
    {
        header = default;
        if (
            from.Length < Bytes
            || !from.StartsWith(Magic)
            || from[4] != Version
            || BinaryPrimitives.ReadUInt64LittleEndian(from[8..]) != salt
            || BinaryPrimitives.ReadUInt32LittleEndian(from[CrcOffset..]) != Crc32C.Of(from[..CrcOffset])
        )
        {
            return false;
        }

        header = new SegmentHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..])
        );
        return true;
    }
}
