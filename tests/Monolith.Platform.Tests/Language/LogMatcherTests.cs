using System.Text;
using Monolith.Platform.Language;
using Monolith.Platform.Signals;

namespace Monolith.Platform.Tests.Language;

public sealed class LogMatcherTests
{
    [Fact]
    public void An_empty_filter_means_every_record() => Assert.True(Matches(LogFilter.All));

    [Theory]
    [InlineData("checkout", true)]
    [InlineData("Checkout", false)]
    [InlineData("check", false)]
    public void A_service_is_meant_by_its_exact_name(string service, bool expected) =>
        Assert.Equal(expected, Matches(new LogFilter { Services = ["other", service] }));

    [Theory]
    [InlineData(SeverityNumber.Warn, true)]
    [InlineData(SeverityNumber.Error, true)]
    [InlineData(SeverityNumber.Fatal, false)]
    public void A_severity_is_the_least_that_is_meant(SeverityNumber minimum, bool expected) =>
        Assert.Equal(expected, Matches(new LogFilter { MinimumSeverity = minimum }));

    [Theory]
    [InlineData("payment", true)]
    [InlineData("PAYMENT timed", true)]
    [InlineData("pay", false)]
    [InlineData("payment refused", false)]
    [InlineData("\"timed out\"", true)]
    [InlineData("\"out timed\"", false)]
    [InlineData("\"out after\"", true)] // a comma stands between the two
    [InlineData("10.0.0.1", true)]
    [InlineData("0.0.10", false)]
    [InlineData("größe", true)]
    [InlineData("GRÖSSE", false)]
    public void A_body_has_all_words_and_phrases(string text, bool expected)
    {
        var terms = BodyTerm.Parse(text, out _);

        Assert.Equal(expected, Matches(new LogFilter { Body = terms }));
    }

    [Theory]
    [InlineData("order.id", "4711", true)]
    [InlineData("order.id", "471", false)]
    [InlineData("order.ID", "4711", false)]
    [InlineData("twice", "first", true)]
    [InlineData("twice", "second", false)]
    [InlineData("k8s.pod.name", "pod-7", true)]
    [InlineData("http.route", "/pay", true)]
    [InlineData("http.response.status_code", "503", true)]
    [InlineData("http.status_code", "504", false)]
    [InlineData("url.path", "/pay?x=1", true)]
    [InlineData("client.address", "10.0.0.1", true)]
    [InlineData("user_agent.original", "curl/8", true)]
    [InlineData("service.name", "checkout", true)]
    [InlineData("user_id", "u-1", true)]
    public void An_attribute_is_found_where_it_lives(string name, string value, bool expected) =>
        Assert.Equal(expected, Matches(new LogFilter { Attributes = [new AttributeMatch(name, [value])] }));

    [Fact]
    public void Of_several_values_of_an_attribute_one_suffices_and_of_several_attributes_all_must_hold()
    {
        var either = new AttributeMatch("order.id", ["1", "4711"]);

        Assert.True(Matches(new LogFilter { Attributes = [either] }));
        Assert.False(Matches(new LogFilter { Attributes = [either, new AttributeMatch("absent", ["x"])] }));
    }

    [Theory]
    [InlineData("0af7651916cd43dd8448eb211c80319c", true)]
    [InlineData("0af7651916cd43dd8448eb211c80319d", false)]
    public void A_trace_is_meant_by_its_id(string traceId, bool expected) =>
        Assert.Equal(expected, Matches(new LogFilter { TraceId = traceId }));

    [Fact]
    public void Ids_are_meant_exactly()
    {
        Assert.True(
            Matches(
                new LogFilter
                {
                    CorrelationId = "c-1",
                    RequestId = "r-1",
                    UserId = "u-1",
                }
            )
        );
        Assert.False(Matches(new LogFilter { CorrelationId = "C-1" }));
        Assert.False(Matches(new LogFilter { RequestId = "r-" }));
        Assert.False(Matches(new LogFilter { UserId = "u-12" }));
    }

    [Fact]
    public void Asking_about_a_record_allocates_nothing()
    {
        var matcher = new LogMatcher(
            new LogFilter
            {
                Services = ["checkout"],
                MinimumSeverity = SeverityNumber.Info,
                Body = BodyTerm.Parse("payment \"timed out\"", out _),
                Attributes = [new AttributeMatch("order.id", ["4711"])],
            }
        );
        var record = Record();
        Assert.True(matcher.Matches(record));

        Assert.Equal(0, Allocations.LeastOf(() => matcher.Matches(record), times: 1_000));
    }

    private static bool Matches(LogFilter filter) => new LogMatcher(filter).Matches(Record());

    private static LogRecord Record()
    {
        var record = new LogRecord
        {
            Severity = SeverityNumber.Error,
            ServiceName = Bytes("checkout"),
            CorrelationId = Bytes("c-1"),
            RequestId = Bytes("r-1"),
            UserId = Bytes("u-1"),
            TraceId = Convert.FromHexString("0af7651916cd43dd8448eb211c80319c"),
            HttpRoute = Bytes("/pay"),
            HttpUrl = Bytes("/pay?x=1"),
            HttpStatus = 503,
            ClientAddress = Bytes("10.0.0.1"),
            UserAgent = Bytes("curl/8"),
            Body = Bytes("Payment timed out, after 3 tries at 10.0.0.1: Größe"),
        };
        record.Attributes.Add(Bytes("order.id"), Bytes("4711"));
        record.Attributes.Add(Bytes("twice"), Bytes("first"));
        record.Attributes.Add(Bytes("twice"), Bytes("second"));
        record.Resource.Add(Bytes("k8s.pod.name"), Bytes("pod-7"));
        return record;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
