using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Tests.Language.Parsing;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("a \"b", 2, 1, "not closed")]
    [InlineData("a (b", 2, 1, "not closed")]
    [InlineData("a) b", 1, 1, "closes nothing")]
    [InlineData("()", 0, 2, "nothing between")]
    [InlineData("a OR", 2, 2, "OR needs something behind it")]
    [InlineData("AND a", 0, 3, "AND needs something before it")]
    [InlineData("NOT", 0, 3, "NOT needs something behind it")]
    [InlineData("service:", 8, 0, "A value of service is missing")]
    [InlineData("!!", 0, 2, "no word")]
    [InlineData("duration_ms>fast", 12, 4, "a length of time such as 500ms")]
    [InlineData("status:shipped", 7, 7, "write \"status\"")]
    [InlineData("service>5", 8, 1, "only numbers, severities and times")]
    [InlineData("trace:12", 6, 2, "32 hexadecimal digits")]
    [InlineData("size:[1 2]", 5, 3, "[1 TO 5]")]
    [InlineData("timestamp>soon", 10, 4, "a time such as")]
    [InlineData("@last week", 6, 4, "15m")]
    [InlineData("(a @last 5m)", 3, 8, "whole question")]
    [InlineData("x=~/a/", 1, 2, "between slashes")]
    [InlineData("a |", 3, 0, "comes a stage")]
    [InlineData("| limit many", 8, 4, "a number from 1 to 1,000,000")]
    [InlineData("| limit 5 6", 10, 1, "not understood: 6")]
    [InlineData("| stats avg(service)", 12, 7, "avg is of numbers")]
    [InlineData("| stats sum()", 8, 3, "sum is of a field")]
    [InlineData("| stats count() as x, rate() as x", 32, 1, "the same name")]
    [InlineData("| stats count() | where word", 23, 5, "Words are looked for in bodies")]
    [InlineData("| parse \"no name\"", 8, 9, "Nothing in this has a name")]
    [InlineData("| parse \"<id>\"", 8, 6, "a field id of their own")]
    public void An_error_says_where_and_what(string text, int start, int length, string message)
    {
        var diagnostic = LogQueryParser.Parse(text).Diagnostics.First(d => !d.IsHint);

        Assert.Equal(new TextSpan(start, length), diagnostic.Span);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("severity:warm", "warn")]
    [InlineData("| stat count()", "stats")]
    [InlineData("| take 5", "limit")]
    [InlineData("| stats cuont()", "count")]
    [InlineData("| stats mean(x)", "avg")]
    [InlineData("| stats count() by status | sort stauts", "status")]
    [InlineData("x=~/a/", ":")]
    public void An_error_offers_what_was_nearly_written(string text, string suggestion) =>
        Assert.Equal(suggestion, Assert.Single(LogQueryParser.Parse(text).Diagnostics).Suggestion);

    [Theory]
    [InlineData("servce:checkout", "service")]
    [InlineData("rock and roll", "AND")]
    [InlineData("not found", "NOT")]
    [InlineData("@lst 15m", "@last")]
    [InlineData("service:(a b)", "OR b")]
    [InlineData("Error: x", null)]
    [InlineData("a -> b", null)]
    public void A_hint_does_not_keep_a_question_from_being_asked(string text, string? suggestion)
    {
        var parsed = LogQueryParser.Parse(text);

        Assert.False(parsed.HasErrors);
        Assert.Equal(suggestion, Assert.Single(parsed.Diagnostics).Suggestion);
    }

    [Theory]
    [InlineData("order.id:5")]
    [InlineData("host:web-1")]
    [InlineData("k8s.pod.name:x")]
    [InlineData("\"servce\":x")]
    public void The_name_of_an_attribute_is_no_slip(string text) =>
        Assert.Empty(LogQueryParser.Parse(text).Diagnostics);

    [Theory]
    [InlineData("/a(?=b)/", "look ahead or behind")]
    [InlineData("/(?<!a)b/", "look ahead or behind")]
    [InlineData("/(a)\\1/", "what one of its groups has found")]
    [InlineData("/(a/", "cannot be read")]
    [InlineData("/[[:alpha:]]/", "[A-Za-z]")]
    [InlineData("/(?x)a/", "flags out of i, m and s")]
    [InlineData("/a{502}/", "repeats too much")]
    [InlineData("/(.*b){50}/", "repeats too much")]
    [InlineData("/((a{100}){100}){100}/", "repeats too much")]
    [InlineData("/\\Qa\\E/", "not known here")]
    public void An_expression_that_only_one_side_could_find_is_refused(string text, string message) =>
        Assert.Contains(
            message,
            Assert.Single(LogQueryParser.Parse(text).Diagnostics).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void One_text_can_have_several_errors_and_what_is_right_in_it_is_understood()
    {
        var parsed = LogQueryParser.Parse(
            "service:a duration_ms>x severity:loud b | stat count() | limit z | top 3 service"
        );

        Assert.Equal([22, 33, 42, 63], parsed.Diagnostics.Select(diagnostic => diagnostic.Span.Start));
        Assert.Equal("service:a b | top 3 service", LogQueryPrinter.Print(parsed.Query));
    }

    [Fact]
    public void What_is_too_much_is_told_and_not_read()
    {
        Assert.True(LogQueryParser.Parse(new string('a', LogQueryParser.MaxLength + 1)).HasErrors);
        Assert.True(LogQueryParser.Parse(new string('(', 10_000)).HasErrors);
        Assert.True(LogQueryParser.Parse(string.Concat(Enumerable.Repeat("NOT ", 4_000))).HasErrors);
        Assert.True(LogQueryParser.Parse(string.Concat(Enumerable.Repeat("a ", 8_000))).HasErrors);
        Assert.True(LogQueryParser.Parse(string.Concat(Enumerable.Repeat("|limit 1", 2_000))).HasErrors);
        Assert.True(LogQueryParser.Parse('"' + string.Concat(Enumerable.Repeat("a ", 65)) + '"').HasErrors);
    }
}
