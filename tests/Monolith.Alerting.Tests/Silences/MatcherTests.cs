using Monolith.Alerting.Labels;
using Monolith.Alerting.Tests.Notifications.Support;

namespace Monolith.Alerting.Tests.Silences;

public sealed class MatcherTests
{
    [Theory]
    [InlineData("service=checkout", "checkout", true)]
    [InlineData("service=checkout", "cart", false)]
    [InlineData("service!=checkout", "cart", true)]
    [InlineData("service!=checkout", "checkout", false)]
    [InlineData("service=~check.*", "checkout", true)]
    [InlineData("service=~check", "checkout", false)] // the whole value
    [InlineData("service=~check|checkout", "checkout", true)]
    [InlineData("service=~checkout$", "checkout\n", false)]
    [InlineData("service!~check.*", "cart", true)]
    [InlineData("service!~check.*", "checkout", false)]
    [InlineData("service=~\"check\\d+\"", "check42", true)]
    [InlineData("service=\"a \\\"b\\\" \\\\ c\"", "a \"b\" \\ c", true)]
    [InlineData(" service =~ \"a|b\" ", "b", true)]
    [InlineData("service=", "", true)]
    public void A_matcher_asks_for_the_whole_value(string text, string value, bool matches)
    {
        Assert.True(MatcherText.TryParse(text, out var matcher));

        Assert.Equal(matches, new MatcherSet([matcher]).Matches(SomeAlert.Labels($"service={value}")));
    }

    [Theory]
    [InlineData("other=", true)]
    [InlineData("other!=x", true)]
    [InlineData("other!=", false)]
    [InlineData("other=~.*", true)]
    [InlineData("other=~.+", false)]
    [InlineData("other!~x", true)]
    public void A_missing_label_counts_as_an_empty_one(string text, bool matches)
    {
        Assert.True(MatcherText.TryParse(text, out var matcher));

        Assert.Equal(matches, new MatcherSet([matcher]).Matches(SomeAlert.Labels("service=checkout")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("service")]
    [InlineData("=checkout")]
    [InlineData("service=\"checkout")]
    [InlineData("service=check\"out")]
    [InlineData("service=\"check\"out\"")]
    [InlineData("a b=c")]
    public void What_is_no_matcher_is_refused(string text) => Assert.False(MatcherText.TryParse(text, out _));

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(?:b")] // would end the brackets that stand for the whole value
    [InlineData("(?=a)b")]
    [InlineData(@"(a)\1")]
    [InlineData("((a{100}){100}){100}")]
    public void A_regular_expression_that_is_none_or_not_safe_is_refused(string pattern) =>
        Assert.False(new MatcherRules().Validate(new Matcher("service", pattern, IsRegex: true)).IsValid);

    [Fact]
    public void A_long_regular_expression_is_refused() =>
        Assert.False(
            new MatcherRules()
                .Validate(new Matcher("service", new string('a', Matcher.MaxValueLength + 1), IsRegex: true))
                .IsValid
        );

    [Theory]
    [InlineData("service=\"checkout\"")]
    [InlineData("service=~\"a|b\\\\d\"")]
    [InlineData("service!=\"x \\\"y\\\" \\n z\"")]
    public void What_a_matcher_writes_it_also_reads(string text)
    {
        Assert.True(MatcherText.TryParse(text, out var matcher));

        Assert.Equal(text, $"{matcher}");
        Assert.True(MatcherText.TryParse($"{matcher}", out var again));
        Assert.Equal(matcher, again);
    }
}
