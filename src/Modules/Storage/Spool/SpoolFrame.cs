using Monolith.Platform.Buffers;

namespace Monolith.Storage.Spool;

/// <summary>A frame on its way into the spool. Made once, filled again and again.</summary>
internal sealed class SpoolFrame
{
    private readonly byte[] _header = new byte[FrameHeader.Bytes];

    /// <summary>Which table the rows belong to.</summary>
    public StreamKind Kind { get; set; }

    /// <summary>How many rows the payload has.</summary>
    public int Rows { get; set; }

    /// <summary>The id of the first row; the others follow without a gap.</summary>
    public ulong FirstId { get; set; }

    /// <inheritdoc cref="FrameHeader.IsFollowed"/>
    public bool IsFollowed { get; set; }

    /// <summary>The payload in pieces. They must not change until the frame is written.</summary>
    public List<ReadOnlyMemory<byte>> Payload { get; } = [];

    /// <summary>How long the whole frame is.</summary>
    public long FrameBytes
    {
        get
        {
            long bytes = FrameHeader.Bytes;
            foreach (var piece in Payload)
            {
                bytes += piece.Length;
            }

            return bytes;
        }
    }

    /// <summary>Seals the frame for one place and lists its bytes.</summary>
    /// <returns>How many they are.</returns>
    public long Seal(ulong number, long writtenAtUnixMs, ulong salt, long offset, List<ReadOnlyMemory<byte>> pieces)
    {
        var crc = Crc32C.Begin;
        long bytes = 0;
        pieces.Add(_header);
        foreach (var piece in Payload)
        {
            crc = Crc32C.Add(crc, piece.Span);
            bytes += piece.Length;
            pieces.Add(piece);
        }

        var header = new FrameHeader(
            Kind,
            Rows,
            checked((int)bytes),
            number,
            FirstId,
            writtenAtUnixMs,
            Crc32C.End(crc),
            IsFollowed
        );
        header.Write(_header, salt, offset);
        return header.FrameBytes;
    }
}
