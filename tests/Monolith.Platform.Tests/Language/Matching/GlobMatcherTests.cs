using System.Text;
using Monolith.Platform.Language.Matching;

namespace Monolith.Platform.Tests.Language.Matching;

public sealed class GlobMatcherTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbbcd", false)]
    [InlineData("*ab*ab", "abxabab", true)]
    [InlineData("a?c", "aéc", true)]
    [InlineData("a??c", "aéc", false)]
    [InlineData("*??", "é", false)]
    [InlineData("?", "😀", true)]
    [InlineData("\\*\\?\\\\", "*?\\", true)]
    [InlineData("\\a", "a", true)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("a*", "A", false)]
    public void A_pattern_fits_all_of_a_text(string pattern, string text, bool expected) =>
        Assert.Equal(expected, new GlobMatcher(pattern).Fits(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_long_text_takes_no_longer_because_of_many_wildcards()
    {
        var text = new byte[100_000];
        Array.Fill(text, (byte)'a');

        Assert.False(new GlobMatcher(string.Concat(Enumerable.Repeat("a*", 100)) + "b").Fits(text));
    }
}
