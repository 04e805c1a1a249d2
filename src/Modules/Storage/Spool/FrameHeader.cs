using System.Buffers.Binary;
using Monolith.Platform.Buffers;

namespace Monolith.Storage.Spool;

/// <summary>What stands before each payload in a segment.</summary>
/// <param name="Kind">Which table the rows belong to.</param>
/// <param name="Rows">How many rows the payload has.</param>
/// <param name="PayloadBytes">How long the payload is.</param>
/// <param name="Number">The frame's place in the spool, counted from 1 over all segments. A gap means a lost frame.</param>
/// <param name="FirstId">The id of the first row; the others follow without a gap.</param>
/// <param name="WrittenAtUnixMs">When the frame was written: milliseconds since 1970 UTC.</param>
/// <param name="PayloadCrc">The payload's checksum.</param>
/// <param name="IsFollowed">Whether the next frame belongs to this one: either both count or none. Older versions wrote no
/// such frames, and pass over the mark.</param>
internal readonly record struct FrameHeader(
    StreamKind Kind,
    int Rows,
    int PayloadBytes,
    ulong Number,
    ulong FirstId,
    long WrittenAtUnixMs,
    uint PayloadCrc,
    bool IsFollowed = false
)
{
    /// <summary>How long a header is.</summary>
    public const int Bytes = 48;

    private const byte Version = 1;
    private const byte FollowedMark = 1;
    private const int CrcOffset = 44;

    /// <summary>The first four bytes of every header, by which a reader finds the next one after damage.</summary>
    public static ReadOnlySpan<byte> Magic => "MLFR"u8;

    /// <summary>What stands behind the last frame, until the next group is written over it. It has the number and the id that come
    /// next, so that neither is given out twice when the disk has damaged the last frame.</summary>
    public static FrameHeader EndMark(ulong nextNumber, ulong nextId) =>
        new(StreamKind.End, 0, 0, nextNumber, nextId, 0, 0);

    /// <summary>The id after the last row's.</summary>
    public ulong EndId => FirstId + (ulong)Rows;

    /// <summary>How long the whole frame is.</summary>
    public long FrameBytes => Bytes + (long)PayloadBytes;

    /// <summary>Writes the header for one place of one segment; nowhere else is it valid.</summary>
    public void Write(Span<byte> to, ulong salt, long offset)
    {
        Magic.CopyTo(to);
        to[4] = Version;
        to[5] = (byte)Kind;
        to[6] = IsFollowed ? FollowedMark : (byte)0;
        to[7] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Rows);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], PayloadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(to[24..], FirstId);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], WrittenAtUnixMs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[40..], PayloadCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcOffset..], CrcOf(to, salt, offset));
    }

    /// <returns>False when these bytes are no header that was written for this place.</returns>
    public static bool TryRead(ReadOnlySpan<byte> from, ulong salt, long offset, out FrameHeader header)
    {
        header = default;
        if (
            from.Length < Bytes
            || !from.StartsWith(Magic)
            || from[4] != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(from[CrcOffset..]) != CrcOf(from, salt, offset)
        )
        {
            return false;
        }

        header = new FrameHeader(
            (StreamKind)from[5],
            BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[40..]),
            (from[6] & FollowedMark) != 0
        );
        return true;
    }

    // The segment's random salt is part of the checksum: a client that puts the bytes of a frame into a log body cannot
    // make a reader, who looks for the next frame after damage, take them for one.
    private static uint CrcOf(ReadOnlySpan<byte> header, ulong salt, long offset)
    {
        Span<byte> place = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(place, salt);
        BinaryPrimitives.WriteInt64LittleEndian(place[8..], offset);
        return Crc32C.End(Crc32C.Add(Crc32C.Add(Crc32C.Begin, place), header[..CrcOffset]));
    }
}
