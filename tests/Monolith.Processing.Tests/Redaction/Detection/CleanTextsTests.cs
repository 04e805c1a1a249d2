using System.Globalization;
using System.Text;
using Monolith.Processing.Redaction.Detection;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class CleanTextsTests
{
    private readonly int _source = CleanTexts.NewSource();

    [Fact]
    public void A_text_is_known_of_its_source_alone()
    {
        CleanTexts.Learn(_source, "node-1"u8);

        Assert.True(CleanTexts.Has(_source, "node-1"u8));
        Assert.False(CleanTexts.Has(_source, "node-2"u8));
        Assert.False(CleanTexts.Has(CleanTexts.NewSource(), "node-1"u8));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(65_536)]
    [InlineData(131_078)]
    public void A_long_text_is_not_known(int length)
    {
        var text = new byte[length];

        CleanTexts.Learn(_source, text);
        CleanTexts.Learn(_source, text.AsSpan(0, 6));

        Assert.False(CleanTexts.Has(_source, text));
    }

    [Fact]
    public void What_nobody_learned_is_not_known_while_others_learn()
    {
        Parallel.For(
            0,
            200_000,
            i =>
            {
                CleanTexts.Learn(_source, TextOf(i * 2));

                Assert.False(CleanTexts.Has(_source, TextOf((i * 7919L % 200_000 * 2) + 1)));
            }
        );
    }

    private static byte[] TextOf(long number) =>
        Encoding.UTF8.GetBytes(number.ToString("D24", CultureInfo.InvariantCulture));
}
