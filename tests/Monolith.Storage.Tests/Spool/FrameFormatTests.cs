using Monolith.Storage.Spool;

namespace Monolith.Storage.Tests.Spool;

/// <summary>The bytes on disk. A change here means that spools of an older version can no longer be read.</summary>
public sealed class FrameFormatTests
{
    private const ulong Salt = 0x1122334455667788;

    [Fact]
    public void A_frame_header_has_these_bytes()
    {
        var frame = new SpoolFrame
        {
            Kind = StreamKind.Quarantine,
            Rows = 3,
            FirstId = 0x0102030405060708,
        };
        frame.Payload.Add("123456"u8.ToArray());
        frame.Payload.Add("789"u8.ToArray());
        var pieces = new List<ReadOnlyMemory<byte>>();

        var bytes = frame.Seal(number: 5, writtenAtUnixMs: 1_700_000_000_000, Salt, offset: 64, pieces);

        Assert.Equal(57, bytes);
        Assert.Equal(
            "4D4C4652"
                + "01" // version
                + "02" // kind
                + "0000"
                + "03000000" // rows
                + "09000000" // payload bytes
                + "0500000000000000" // number
                + "0807060504030201" // first id
                + "0068E5CF8B010000" // written at
                + "839206E3" // payload checksum
                + "5564F005", // header checksum
            Convert.ToHexString(pieces[0].Span)
        );
    }

    [Fact]
    public void A_frame_that_is_followed_differs_in_one_byte_that_older_versions_pass_over()
    {
        var frame = new SpoolFrame
        {
            Kind = StreamKind.Deliveries,
            FirstId = 1,
            IsFollowed = true,
        };
        frame.Payload.Add(new byte[16]);
        var pieces = new List<ReadOnlyMemory<byte>>();

        frame.Seal(number: 5, writtenAtUnixMs: 1_700_000_000_000, Salt, offset: 64, pieces);

        Assert.StartsWith(
            "4D4C4652" + "01" + "03" + "0100" + "00000000" + "10000000",
            Convert.ToHexString(pieces[0].Span),
            StringComparison.Ordinal
        );
        Assert.True(FrameHeader.TryRead(pieces[0].Span, Salt, 64, out var read));
        Assert.True(read.IsFollowed);
    }

    [Fact]
    public void An_end_mark_is_a_header_of_no_stream_that_holds_nothing_but_the_number_and_the_id_that_come_next()
    {
        var bytes = new byte[FrameHeader.Bytes];

        FrameHeader.EndMark(nextNumber: 5, nextId: 6).Write(bytes, Salt, 64);

        Assert.Equal(
            "4D4C4652"
                + "01" // version
                + "00" // kind
                + "0000"
                + "00000000" // rows
                + "00000000" // payload bytes
                + "0500000000000000" // number
                + "0600000000000000" // first id
                + "0000000000000000" // written at
                + "00000000" // payload checksum
                + "EB5E721D", // header checksum
            Convert.ToHexString(bytes)
        );
    }

    [Fact]
    public void A_header_is_read_back_as_it_was_written()
    {
        var header = new FrameHeader(StreamKind.Logs, 7, 100, 9, 11, 13, 17);
        var bytes = new byte[FrameHeader.Bytes];

        header.Write(bytes, Salt, 64);

        Assert.True(FrameHeader.TryRead(bytes, Salt, 64, out var read));
        Assert.Equal(header, read);
    }

    [Fact]
    public void A_header_is_valid_only_where_it_was_written()
    {
        var bytes = new byte[FrameHeader.Bytes];
        new FrameHeader(StreamKind.Logs, 7, 100, 9, 11, 13, 17).Write(bytes, Salt, 64);

        Assert.False(FrameHeader.TryRead(bytes, Salt, 65, out _));
        Assert.False(FrameHeader.TryRead(bytes, Salt + 1, 64, out _));
    }

    [Fact]
    public void A_segment_header_is_read_back_and_refused_when_damaged()
    {
        var header = new SegmentHeader(5, 6, 7);
        var bytes = new byte[SegmentHeader.Bytes];
        header.Write(bytes, Salt);

        Assert.True(SegmentHeader.TryRead(bytes, Salt, out var read));
        Assert.Equal(header, read);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SegmentHeader.TryRead(bytes, Salt, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
