using Monolith.Processing.Redaction.Detection;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class ShortMasksTests
{
    [Fact]
    public void Each_byte_of_a_text_of_any_length_has_its_bit()
    {
        var random = new Random(5);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new byte[random.Next(ShortMasks.Fewest, ShortMasks.Most + 1)];
            foreach (ref var value in text.AsSpan())
            {
                value = random.Next(3) == 0 ? (byte)random.Next(256) : "09:;@%.-afgz/`{"u8[random.Next(15)];
            }

            var masks = new ShortMasks(text);

            Assert.Equal(Bits(text, b => b is >= (byte)'0' and <= (byte)'9'), masks.Digits);
            Assert.Equal(Bits(text, b => b is >= (byte)'a' and <= (byte)'f'), masks.HexLetters);
            Assert.Equal(Bits(text, b => b is >= (byte)'a' and <= (byte)'z'), masks.SmallLetters);
            Assert.Equal(Bits(text, b => b == '.'), masks.Dots);
            Assert.Equal(Bits(text, b => b == '-'), masks.Dashes);
            Assert.Equal(Bits(text, b => b is >= (byte)':' and <= (byte)'@' or (byte)'%'), masks.Telling);
        }
    }

    private static uint Bits(byte[] text, Func<byte, bool> isOne) =>
        (uint)text.Select((b, i) => isOne(b) ? 1L << i : 0).Sum();
}
