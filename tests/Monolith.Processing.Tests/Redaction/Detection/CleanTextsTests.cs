using System.Globalization;
using System.Text;
using Monolith.Processing.Redaction.Detection;

namespace Monolith.Processing.Tests.Redaction.Detection;

public sealed class CleanTextsTests
{
    private readonly CleanTexts _texts = new();

    [Fact]
    public void A_text_is_known_under_its_name_alone_and_to_its_redactor_alone()
    {
        _texts.Learn("host.name"u8, "node-1"u8);

        Assert.True(_texts.Has("host.name"u8, "node-1"u8));
        Assert.False(_texts.Has("host.name"u8, "node-2"u8));
        Assert.False(_texts.Has("host.nam"u8, "enode-1"u8));
        Assert.False(_texts.Has(default, "host.namenode-1"u8));
        Assert.False(new CleanTexts().Has("host.name"u8, "node-1"u8));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(65_536)]
    [InlineData(131_078)]
    public void A_long_text_is_not_known(int length)
    {
        var text = new byte[length];

        _texts.Learn("name"u8, text);
        _texts.Learn("name"u8, text.AsSpan(0, 6));

        Assert.False(_texts.Has("name"u8, text));
        Assert.False(_texts.Has(text, "value"u8));
    }

    [Fact]
    public void What_nobody_learned_is_not_known_while_others_learn()
    {
        Parallel.For(
            0,
            200_000,
            i =>
            {
                _texts.Learn("name"u8, TextOf(i * 2));

                Assert.False(_texts.Has("name"u8, TextOf((i * 7919L % 200_000 * 2) + 1)));
            }
        );
    }

    private static byte[] TextOf(long number) =>
        Encoding.UTF8.GetBytes(number.ToString("D24", CultureInfo.InvariantCulture));
}
