using Monolith.Platform.Buffers;

namespace Monolith.Platform.Tests.Buffers;

public sealed class Crc32CTests
{
    [Fact]
    public void The_checksum_is_the_one_that_the_standard_gives() =>
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

    [Theory]
    [InlineData(0x00, 0x8A9136AA)] // RFC 3720, B.4
    [InlineData(0xFF, 0x62A8AB43)]
    public void Thirty_two_equal_bytes_have_the_checksum_of_the_standard(byte value, uint expected) =>
        Assert.Equal(expected, Crc32C.Of(Enumerable.Repeat(value, 32).ToArray()));

    [Fact]
    public void Long_pieces_have_the_checksum_that_their_bytes_have_one_by_one()
    {
        var bytes = new byte[5000];
        new Random(2).NextBytes(bytes);
        var slowly = Crc32C.Begin;

        for (var length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(slowly, Crc32C.Add(Crc32C.Begin, bytes.AsSpan(0, length)));
            slowly = length == bytes.Length ? slowly : Crc32C.Add(slowly, bytes.AsSpan(length, 1));
        }
    }

    [Fact]
    public void How_the_bytes_are_cut_into_pieces_makes_no_difference()
    {
        var bytes = new byte[1000];
        new Random(1).NextBytes(bytes);

        for (var cut = 0; cut <= bytes.Length; cut += 7)
        {
            var crc = Crc32C.Add(Crc32C.Add(Crc32C.Begin, bytes.AsSpan(0, cut)), bytes.AsSpan(cut));

            Assert.Equal(Crc32C.Of(bytes), Crc32C.End(crc));
        }
    }
}
