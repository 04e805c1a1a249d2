using Monolith.Platform.Buffers;

namespace Monolith.Platform.Tests.Buffers;

public sealed class Crc32CTests
{
    [Fact]
    public void The_checksum_is_the_one_that_the_standard_gives() =>
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));

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
