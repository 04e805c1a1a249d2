using Monolith.Platform.Language;

namespace Monolith.Platform.Tests.Language;

public sealed class BodyTermTests
{
    [Theory]
    [InlineData("timeout", "timeout")]
    [InlineData("Timeout PAYMENT", "timeout|payment")]
    [InlineData("\"connection refused\"", "connection refused")]
    [InlineData("by \"connection: refused!\" now", "by|connection refused|now")]
    [InlineData("10.0.0.1", "10 0 0 1")]
    [InlineData("user_id=42", "user id 42")]
    [InlineData("Größe ÄÖ", "größe|ÄÖ")] // case matters outside A to Z, as it does for lower() in ClickHouse
    [InlineData("- yes --", "yes")]
    [InlineData("a\"b\"c", "a|b|c")]
    public void Words_and_phrases_are_read(string text, string expected)
    {
        var terms = BodyTerm.Parse(text, out var error);

        Assert.Null(error);
        Assert.Equal(expected, string.Join('|', terms.Select(term => string.Join(' ', term.Words))));
    }

    [Theory]
    [InlineData("\"never closed")]
    [InlineData("a \"b\" \"")]
    public void An_open_quotation_mark_is_told(string text)
    {
        BodyTerm.Parse(text, out var error);

        Assert.Contains("not closed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-- !! \"...\"")]
    public void A_text_without_words_is_told(string text)
    {
        BodyTerm.Parse(text, out var error);

        Assert.Contains("no word", error, StringComparison.Ordinal);
    }
}
