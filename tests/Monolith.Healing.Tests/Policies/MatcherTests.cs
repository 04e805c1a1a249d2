using Monolith.Healing.Policies;

namespace Monolith.Healing.Tests.Policies;

public sealed class MatcherTests
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["service"] = "checkout",
        ["http.route"] = "/cart/{id}",
        ["severity"] = "critical",
    };

    [Theory]
    [InlineData("service=\"checkout\"", true)]
    [InlineData("service=checkout", true)]
    [InlineData(" service = \"checkout\" ", true)]
    [InlineData("service=\"check\"", false)]
    [InlineData("service=~\"check.*|cart\"", true)]
    [InlineData("service=~\"check\"", false)]
    [InlineData("service!=\"cart\"", true)]
    [InlineData("service!~\"c.*\"", false)]
    [InlineData("http.route=\"/cart/{id}\"", true)]
    [InlineData("missing=\"\"", true)]
    [InlineData("missing!=\"\"", false)]
    [InlineData("service=\"a\\\"b\"", false)]
    public void A_matcher_matches_as_in_Alertmanager(string text, bool matches)
    {
        Assert.True(AlertMatcher.TryParse(text, out var matcher));
        Assert.Equal(matches, matcher.Matches(Labels));
    }

    [Theory]
    [InlineData("")]
    [InlineData("service")]
    [InlineData("=\"x\"")]
    [InlineData("service=~\"(\"")]
    [InlineData("service=~\"(?=x)\"")]
    [InlineData("service=\"x")]
    [InlineData("ser vice=\"x\"")]
    public void What_is_no_matcher_is_refused(string text)
    {
        Assert.False(AlertMatcher.TryParse(text, out _));
    }

    [Fact]
    public void No_matcher_at_all_matches_nothing()
    {
        Assert.False(AlertMatcher.AllMatch([], Labels));
        Assert.True(AlertMatcher.AllMatch(["severity=critical", "service=~\".+\""], Labels));
        Assert.False(AlertMatcher.AllMatch(["severity=critical", "service=cart"], Labels));
    }

    [Theory]
    [InlineData("{{ $labels.service }}", "checkout")]
    [InlineData("{{$labels.service}}-db", "checkout-db")]
    [InlineData("plain", "plain")]
    [InlineData("{{ $labels.missing }}", null)]
    public void Names_are_made_of_labels_and_never_of_missing_ones(string template, string? expected)
    {
        var isComplete = LabelTemplate.TryExpand(template, Labels, out var text);

        Assert.Equal(expected is not null, isComplete);
        Assert.Equal(expected ?? "", text);
        Assert.Null(LabelTemplate.FindMistake(template));
    }

    [Theory]
    [InlineData("{{ $value }}")]
    [InlineData("{{ .Labels.service }}")]
    [InlineData("{{ $labels.service")]
    public void Other_templates_are_mistakes(string template)
    {
        Assert.NotNull(LabelTemplate.FindMistake(template));
    }
}
