using System.Text;
using IronSnappy;
using Monolith.Ingest.Loki;

namespace Monolith.Ingest.Tests.Loki;

public sealed class SnappyBlockTests
{
    [Fact]
    public void Whatever_another_encoder_compresses_is_read_back()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var text = MakeText(new Random(seed));

            Assert.Equal(text, Decompress(Snappy.Encode(text)));
        }
    }

    [Theory]
    [InlineData("00", "")]
    [InlineData("0308616263", "abc")]
    [InlineData("0408616263", null)] // shorter than it says
    [InlineData("0208616263", null)] // longer than it says
    [InlineData("0704616219", null)] // a copy whose offset is missing
    [InlineData("080061" + "0D01", "aaaaaaaa")] // a copy of what it writes itself
    [InlineData("080061" + "0D00", null)] // an offset of nothing
    [InlineData("080061" + "0D02", null)] // from before the beginning
    [InlineData("080061" + "1A0100", "aaaaaaaa")] // an offset of two bytes
    [InlineData("080061" + "1B01000000", "aaaaaaaa")] // an offset of four bytes
    [InlineData("080061" + "1BFFFFFFFF", null)]
    [InlineData("03F002616263", "abc")] // a length in a byte of its own
    [InlineData("03F4020061" + "6263", "abc")] // in two
    [InlineData("03FCFFFFFFFF616263", null)]
    [InlineData("03F0", null)]
    [InlineData("", null)]
    [InlineData("FFFFFFFFFF", null)]
    [InlineData("808080808001", null)]
    public void Blocks_are_read_as_the_format_has_them(string hex, string? text)
    {
        Assert.Equal(text, Decompress(Convert.FromHexString(hex)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null);
    }

    [Fact]
    public void A_block_that_says_more_than_it_can_hold_is_refused_before_anything_is_rented()
    {
        // A length of 2 GiB - 1, and ten bytes that cannot make that much.
        byte[] bomb = [0xFF, 0xFF, 0xFF, 0xFF, 0x07, .. new byte[10]];

        Assert.False(SnappyBlock.TryReadLength(bomb, out _));
    }

    [Fact]
    public void The_best_ratio_that_snappy_has_is_let_through()
    {
        var zeros = new byte[10_000_000];

        Assert.Equal(zeros, Decompress(Snappy.Encode(zeros)));
    }

    [Fact]
    public void Damaged_blocks_never_read_or_write_outside_of_their_spans()
    {
        byte[][] good = [.. Enumerable.Range(0, 20).Select(seed => Snappy.Encode(MakeText(new Random(seed))))];
        var room = new byte[1 << 20];
        foreach (var damaged in BodyMutations.Of(good, 10_000))
        {
            if (SnappyBlock.TryReadLength(damaged, out var length) && length <= room.Length)
            {
                SnappyBlock.TryDecompress(damaged, room.AsSpan(0, length));
            }
        }
    }

    private static byte[]? Decompress(byte[] block)
    {
        if (!SnappyBlock.TryReadLength(block, out var length))
        {
            return null;
        }

        var text = new byte[length];
        return SnappyBlock.TryDecompress(block, text) ? text : null;
    }

    // Noise, words and repetitions: literals of all lengths and copies from near and far.
    private static byte[] MakeText(Random random)
    {
        var text = new List<byte>();
        for (var parts = random.Next(12); parts > 0; parts--)
        {
            switch (random.Next(3))
            {
                case 0:
                    var noise = new byte[random.Next(1 << random.Next(1, 18))];
                    random.NextBytes(noise);
                    text.AddRange(noise);
                    break;
                case 1:
                    text.AddRange(Enumerable.Repeat((byte)random.Next(256), random.Next(2_000)));
                    break;
                default:
                    var from = random.Next(text.Count + 1);
                    text.AddRange(text.GetRange(from, Math.Min(random.Next(70_000), text.Count - from)));
                    break;
            }
        }

        return [.. text];
    }
}
