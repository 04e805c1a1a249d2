using System.Buffers.Binary;
using Monolith.Platform.Buffers;
using Monolith.Platform.Files;
using Monolith.Storage.Spool;

namespace Monolith.Storage.Shipping;

/// <summary>
/// How far shipping has come. It is on disk before rows are sent, so that after a crash the very same rows are sent again
/// under the same token, and ClickHouse can tell that it has them.
/// </summary>
/// <param name="Confirmed">Everything before this place is in ClickHouse.</param>
/// <param name="Sending">The end of the range that is being sent; the same as <paramref name="Confirmed"/> when there is
/// none.</param>
/// <param name="DoubtedBefore">Frames before this place may be in ClickHouse already, sent under a token that was
/// forgotten: they are looked for before they are sent.</param>
/// <param name="NextNumber">The number of the first frame that is not confirmed.</param>
internal sealed record ShippingProgress(
    SpoolPosition Confirmed,
    SpoolPosition Sending,
    SpoolPosition DoubtedBefore,
    ulong NextNumber
)
{
    private const int Bytes = 72;
    private const int CrcOffset = 68;
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "MLSP"u8;

    /// <summary>Whether a range may have been sent that is not confirmed.</summary>
    public bool IsSending => Sending > Confirmed;

    /// <summary>What the file says, or null when there is none or it is damaged.</summary>
    public static ShippingProgress? Load(string path) => File.Exists(path) ? Read(File.ReadAllBytes(path)) : null;

    /// <summary>Makes this the content of the file, in one step.</summary>
    public void Save(string path)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes.Clear();
        Magic.CopyTo(bytes);
        bytes[4] = Version;
        Write(bytes[8..], Confirmed);
        Write(bytes[24..], Sending);
        Write(bytes[40..], DoubtedBefore);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[56..], NextNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[CrcOffset..], Crc32C.Of(bytes[..CrcOffset]));
        DurableFiles.Replace(path, bytes);
    }

    private static ShippingProgress? Read(ReadOnlySpan<byte> bytes)
    {
        var isIntact =
            bytes.Length == Bytes
            && bytes.StartsWith(Magic)
            && bytes[4] == Version
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]) == Crc32C.Of(bytes[..CrcOffset]);
        return isIntact
            ? new ShippingProgress(
                Position(bytes[8..]),
                Position(bytes[24..]),
                Position(bytes[40..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..])
            )
            : null;
    }

    private static void Write(Span<byte> to, SpoolPosition position)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, position.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(to[8..], position.Offset);
    }

    private static SpoolPosition Position(ReadOnlySpan<byte> from) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(from), BinaryPrimitives.ReadInt64LittleEndian(from[8..]));
}
