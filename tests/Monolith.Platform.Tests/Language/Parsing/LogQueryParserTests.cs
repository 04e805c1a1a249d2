using Monolith.Platform.Language.Parsing;
using Monolith.Platform.Language.Tree;

namespace Monolith.Platform.Tests.Language.Parsing;

public sealed class LogQueryParserTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("*", "")]
    [InlineData("timeout", "timeout")]
    [InlineData("Timeout \"Connection refused!\" 10.0.0.1", "timeout \"connection refused\" \"10 0 0 1\"")]
    [InlineData("pay* t?meout *", "pay* t?meout")]
    [InlineData("10.0.0.*", "\"10 0 0\"")]
    [InlineData("don't foo\\ bar", "\"don t\" \"foo bar\"")]
    [InlineData("-----BEGIN --verbose", "begin verbose")]
    [InlineData("Error: connection refused", "error connection refused")]
    [InlineData(
        "https://shop.example/pay std::vector 12:30:45",
        "\"https shop example pay\" \"std vector\" \"12 30 45\""
    )]
    [InlineData("a->b /var/log/messages", "\"a b\" \"var log messages\"")]
    [InlineData("/time(d)? ?out/ /x/i", "/time(d)? ?out/ /(?i)x/")]
    public void Words_phrases_and_expressions_are_looked_for_in_the_body(string text, string expected) =>
        AssertReads(text, expected);

    [Theory]
    [InlineData("a b", "a b")]
    [InlineData("a AND b && c", "a b c")]
    [InlineData("a b OR c d || e", "a b OR c d OR e")]
    [InlineData("(a OR b) c", "(a OR b) c")]
    [InlineData("NOT a -b !c +d", "NOT a NOT b NOT c d")]
    [InlineData("NOT (a OR b) AND c", "NOT (a OR b) c")]
    [InlineData("NOT a b", "NOT a b")]
    [InlineData("((a)) (b c)", "a b c")]
    [InlineData("foo(bar)", "foo bar")]
    public void Not_binds_tighter_than_and_which_binds_tighter_than_or(string text, string expected) =>
        AssertReads(text, expected);

    [Theory]
    [InlineData("service:checkout", "service:checkout")]
    [InlineData("service = checkout service==checkout", "service:checkout service:checkout")]
    [InlineData("service : checkout level: error", "service:checkout severity:error")]
    [InlineData("service!=checkout", "NOT service:checkout")]
    [InlineData("service:\"a \\\"b\\\" C:\\temp\"", "service:\"a \\\"b\\\" C:\\\\temp\"")]
    [InlineData("service:'it is'", "service:\"it is\"")]
    [InlineData("path:C:\\temp", "path:\"C:\\\\temp\"")]
    [InlineData("service:\"\"", "NOT service:*")]
    [InlineData("order.id:*", "order.id:*")]
    [InlineData("timestamp:* id:*", "")]
    [InlineData("http.route:/orders/{id}", "http.route:\"/orders/{id}\"")]
    [InlineData("http.route:/orders/*", "http.route:\\/orders/*")]
    [InlineData("http.route:/a http.route:/b/c", "http.route:\"/a\" http.route:\"/b/c\"")]
    [InlineData("url:/\\?id=/", "url.full:/\\?id=/")]
    [InlineData("a:x\\*y a:x*\\*", "a:\"x*y\" a:x*\\*")]
    [InlineData("\"order id\":5", "\"order id\":5")]
    [InlineData("message:\"x y\" msg:foo* body:a", "\"x y\" foo* a")]
    [InlineData("body=\"whole text\" body=*part*", "body=\"whole text\" body=*part*")]
    public void Fields_have_values(string text, string expected) => AssertReads(text, expected);

    [Theory]
    [InlineData("service:(a OR \"b c\")", "service:a OR service:\"b c\"")]
    [InlineData("service:(a, b) x", "(service:a OR service:b) x")]
    [InlineData("a:(x AND NOT (y OR z*))", "a:x NOT (a:y OR a:z*)")]
    [InlineData("a:(/x/ OR >5 OR [1 TO 2])", "a:/x/ OR a>5 OR a:[1 TO 2]")]
    [InlineData("msg:(a b)", "a b")]
    public void Values_in_parentheses_are_all_about_the_field_before(string text, string expected) =>
        AssertReads(text, expected);

    [Theory]
    [InlineData(
        "duration_ms>=500 duration_ms:>500 duration_ms <500",
        "duration_ms>=500 duration_ms>500 duration_ms<500"
    )]
    [InlineData("duration>1.5s duration_ms:[100us TO 1m30s}", "duration_ms>1500 duration_ms:[0.1 TO 90000}")]
    [InlineData("size:{1 TO *] size:[* TO 2.5e3} size:[* TO *]", "size>1 size<2500 size:*")]
    [InlineData(
        "status:500 status:0200 status!=404",
        "http.response.status_code:500 http.response.status_code:200 NOT http.response.status_code:404"
    )]
    [InlineData(
        "status:5xx status:4??",
        "http.response.status_code:[500 TO 599] http.response.status_code:[400 TO 499]"
    )]
    [InlineData("x:-5 x>-5", "x:-5 x>-5")]
    public void Numbers_are_compared_as_numbers(string text, string expected) => AssertReads(text, expected);

    [Theory]
    [InlineData("severity>=warn level:ERROR", "severity>=warn severity:error")]
    [InlineData("severity>warn severity<warn severity<=warn", "severity>warn severity<warn severity<=warn")]
    [InlineData("severity:17 severity:notice severity>=18", "severity:17 severity:10 severity>=18")]
    [InlineData("severity:[info TO error] severity!=debug", "severity:[9 TO 20] NOT severity:debug")]
    [InlineData("severity:unspecified", "NOT severity:*")]
    [InlineData("severity:(warn OR error)", "severity:warn OR severity:error")]
    public void Severities_are_meant_by_name_with_all_four_numbers(string text, string expected) =>
        AssertReads(text, expected);

    [Theory]
    [InlineData("trace:0AF7651916CD43DD8448EB211C80319C", "trace_id:0af7651916cd43dd8448eb211c80319c")]
    [InlineData("trace:0af76519-16cd-43dd-8448-eb211c80319c", "trace_id:0af7651916cd43dd8448eb211c80319c")]
    [InlineData("trace:0AF7*", "trace_id:0af7*")]
    [InlineData("span.id:b7ad6b7169203331", "span_id:b7ad6b7169203331")]
    public void Ids_of_traces_are_meant_in_either_case(string text, string expected) => AssertReads(text, expected);

    [Theory]
    [InlineData("timestamp>=2026-03-04T05:06:07Z", "timestamp>=2026-03-04T05:06:07Z")]
    [InlineData("timestamp:2026-03-04", "timestamp:[2026-03-04T00:00:00Z TO 2026-03-05T00:00:00Z}")]
    [InlineData("timestamp:2026-02", "timestamp:[2026-02-01T00:00:00Z TO 2026-03-01T00:00:00Z}")]
    [InlineData(
        "timestamp>2026-03-04 timestamp<2026-03-04",
        "timestamp>=2026-03-05T00:00:00Z timestamp<2026-03-04T00:00:00Z"
    )]
    [InlineData("timestamp<=2026-03-04T05:06+01:00", "timestamp<2026-03-04T04:07:00Z")]
    [InlineData(
        "timestamp:\"2026-03-04 05:06:07.5\"",
        "timestamp:[2026-03-04T05:06:07.500000000Z TO 2026-03-04T05:06:07.600000000Z}"
    )]
    [InlineData("time:[2026-01-01 TO now-1d]", "timestamp:[2026-01-01T00:00:00Z TO now-1d}")]
    public void A_time_means_all_of_the_smallest_thing_that_is_written(string text, string expected) =>
        AssertReads(text, expected);

    [Theory]
    [InlineData("@last 15m timeout", "timeout @last 15m")]
    [InlineData("a @from 2026-03-04 @to now-1h b", "a b @from 2026-03-04T00:00:00Z @to now-1h")]
    [InlineData("@from now-7d", "@last 7d")]
    [InlineData("@to 2026-03-04", "@to 2026-03-04T00:00:00Z")]
    [InlineData("@last 90m | stats count()", "@last 1h30m | stats count()")]
    public void A_question_can_have_its_time(string text, string expected) => AssertReads(text, expected);

    [Theory]
    [InlineData("a | where b | where c>5", "a | where b | where c>5")]
    [InlineData("| stats count()", "* | stats count()")]
    [InlineData("| stats by service", "* | stats count() by service")]
    [InlineData("| stats count by service", "* | stats count() by service")]
    [InlineData(
        "| STATS Count(*), P99(duration) AS slowest BY route, bin(5m)",
        "* | stats count(), p99(duration_ms) as slowest by http.route, bin(5m)"
    )]
    [InlineData(
        "| stats median(x), p50(x), p99.9(x), rate(), uniq(user) as users",
        "* | stats median(x), p50(x), p99.9(x), rate(), uniq(user_id) as users"
    )]
    [InlineData(
        "| stats max(x) by bin(duration, 100) as ms, bin(timestamp, 1h)",
        "* | stats max(x) by bin(duration_ms, 100) as ms, bin(1h)"
    )]
    [InlineData("| top route", "* | top 10 http.route")]
    [InlineData("| top 5 by route", "* | top 5 http.route")]
    [InlineData("| timeseries", "* | timeseries count()")]
    [InlineData(
        "| timeseries count(), avg(x) by severity every 5m",
        "* | timeseries count(), avg(x) by severity every 5m"
    )]
    [InlineData("| uniq service, route, service", "* | uniq service, http.route")]
    [InlineData("| sort duration desc, service asc, -x", "* | sort duration_ms desc, service, x desc")]
    [InlineData("| limit 20", "* | limit 20")]
    [InlineData("| fields timestamp, order.id", "* | fields timestamp, order.id")]
    [InlineData("| parse \"took <ms> ms\" | where ms>5", "* | parse \"took <ms> ms\" | where ms>5")]
    [InlineData("| parse url /order=(?P<order>[0-9]+)/", "* | parse url.full /order=(?<order>[0-9]+)/")]
    [InlineData("| parse \"a b\" \"took <ms>\"", "* | parse \"a b\" \"took <ms>\"")]
    [InlineData("| patterns", "* | patterns")]
    [InlineData("a|stats count()|limit 1", "a | stats count() | limit 1")]
    public void Stages_come_behind_pipes(string text, string expected) => AssertReads(text, expected);

    [Theory]
    [InlineData(
        "| stats count() by status | where status>=500",
        "* | stats count() by http.response.status_code | where http.response.status_code>=500"
    )]
    [InlineData("| stats count() by service | where count > 5", "* | stats count() by service | where \"count()\">5")]
    [InlineData(
        "| stats p99(duration) by service | sort p99( duration_ms ) desc",
        "* | stats p99(duration_ms) by service | sort \"p99(duration_ms)\" desc"
    )]
    [InlineData("| stats max(x) as duration | sort duration", "* | stats max(x) as \"duration\" | sort \"duration\"")]
    [InlineData("| top route | limit 3 | where count()>1", "* | top 10 http.route | limit 3 | where \"count()\">1")]
    public void Behind_a_table_fields_are_its_columns(string text, string expected) => AssertReads(text, expected);

    [Fact]
    public void An_attribute_that_has_the_name_of_an_alias_is_meant_by_quotation_marks()
    {
        AssertReads("status:500", "http.response.status_code:500");
        AssertReads("\"status\":shipped", "\"status\":shipped");
        AssertReads("\"http.method\":GET", "http.request.method:GET"); // which never stays among the attributes
    }

    [Fact]
    public void Fields_know_where_they_stand()
    {
        var parsed = LogQueryParser.Parse("a status:500");

        var all = Assert.IsType<LogCondition.All>(parsed.Query.Filter);
        var equal = Assert.IsType<LogCondition.Equal>(all.Parts[1]);
        Assert.Equal(new TextSpan(2, 6), equal.Field.Span);
    }

    [Fact]
    public void A_filter_has_neither_time_nor_stages()
    {
        Assert.Empty(LogQueryParser.ParseFilter("a service:b").Diagnostics);
        Assert.True(LogQueryParser.ParseFilter("a | stats count()").HasErrors);
        Assert.True(LogQueryParser.ParseFilter("a @last 15m").HasErrors);
    }

    private static void AssertReads(string text, string expected)
    {
        var parsed = LogQueryParser.Parse(text);

        Assert.DoesNotContain(parsed.Diagnostics, diagnostic => !diagnostic.IsHint);
        Assert.Equal(expected, LogQueryPrinter.Print(parsed.Query));
        Assert.Equal(expected, LogQueryPrinter.Print(LogQueryParser.Parse(expected).Query));
    }
}
