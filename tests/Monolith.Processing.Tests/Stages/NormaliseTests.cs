using System.Text;
using Microsoft.Extensions.Options;
using Monolith.Platform.Buffers;
using Monolith.Platform.Security;
using Monolith.Platform.Signals;
using Monolith.Processing.Contracts;
using Monolith.Processing.Stages;
using Monolith.Storage.Contracts;

namespace Monolith.Processing.Tests.Stages;

public sealed class NormaliseTests
{
    private const long Received = 1_772_600_767_000_000_000;

    [Fact]
    public void A_record_that_says_nothing_gets_every_default()
    {
        var record = new LogRecord();

        Apply(record);

        Assert.Equal((Received, Received), (record.TimeUnixNano, record.ObservedTimeUnixNano));
        Assert.Equal("unknown_service", Text(record.ServiceName));
        Assert.Equal(SeverityNumber.Unspecified, record.Severity);
        Assert.True(record.SeverityText.IsEmpty);
    }

    [Fact]
    public void A_record_without_a_time_happened_when_it_was_observed()
    {
        var record = new LogRecord { ObservedTimeUnixNano = Received - 5 };

        Apply(record);

        Assert.Equal(Received - 5, record.TimeUnixNano);
    }

    [Fact]
    public void Severity_text_and_number_are_made_from_each_other_and_kept_where_both_are_said()
    {
        var fromText = new LogRecord { SeverityText = Bytes("Warning") };
        var fromNumber = new LogRecord { Severity = (SeverityNumber)18 };
        var both = new LogRecord { SeverityText = Bytes("notable"), Severity = SeverityNumber.Info };

        Apply(fromText);
        Apply(fromNumber);
        Apply(both);

        Assert.Equal((SeverityNumber.Warn, "Warning"), (fromText.Severity, Text(fromText.SeverityText)));
        Assert.Equal("ERROR2", Text(fromNumber.SeverityText));
        Assert.Equal((SeverityNumber.Info, "notable"), (both.Severity, Text(both.SeverityText)));
    }

    [Theory]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", "4bf92f3577b34da6a3ce929d0e0e4736", null)]
    [InlineData("4BF92F3577B34DA6A3CE929D0E0E4736", "4bf92f3577b34da6a3ce929d0e0e4736", null)]
    [InlineData("00000000000000000000000000000000", "", null)]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473x", "", "4bf92f3577b34da6a3ce929d0e0e473x")]
    [InlineData("4bf92f35", "", "4bf92f35")]
    public void Ids_in_text_become_bytes_and_what_is_none_stays_an_attribute(string text, string id, string? attribute)
    {
        var record = new LogRecord { TraceId = Bytes(text), IdsAreText = true };

        Apply(record);

        Assert.Equal(id, Convert.ToHexStringLower(record.TraceId.Span));
        Assert.Equal(attribute, ValueOf(record, "trace_id"));
    }

    [Theory]
    [InlineData("http.request.method", "GET")]
    [InlineData("http.method", "GET")]
    [InlineData("http.route", "/a/{id}")]
    [InlineData("url.full", "https://a/b")]
    [InlineData("http.url", "https://a/b")]
    [InlineData("url.path", "/b")]
    [InlineData("http.target", "/b?c")]
    [InlineData("http.response.status_code", "503")]
    [InlineData("http.status_code", "503")]
    [InlineData("client.address", "10.0.0.1")]
    [InlineData("http.client_ip", "10.0.0.1")]
    [InlineData("user_agent.original", "curl/8")]
    [InlineData("http.user_agent", "curl/8")]
    [InlineData("event.name", "signed_in")]
    [InlineData("correlation_id", "c-1")]
    [InlineData("request_id", "r-1")]
    [InlineData("user_id", "u-1")]
    [InlineData("duration_ms", "1.5")]
    public void Well_known_attributes_move_to_their_field(string name, string value)
    {
        var record = With((name, value));

        Apply(record);

        string[] fields =
        [
            Text(record.HttpMethod),
            Text(record.HttpRoute),
            Text(record.HttpUrl),
            Text(record.ClientAddress),
            Text(record.UserAgent),
            Text(record.EventName),
            Text(record.CorrelationId),
            Text(record.RequestId),
            Text(record.UserId),
            record.HttpStatus.ToString(),
            record.DurationMs.ToString(),
        ];
        Assert.Equal(0, record.Attributes.Count);
        Assert.Single(fields, value);
    }

    [Theory]
    [InlineData("http.status_code", "many")]
    [InlineData("http.status_code", "99")]
    [InlineData("http.status_code", "200 OK")]
    [InlineData("duration_ms", "slow")]
    [InlineData("http.method", "")]
    [InlineData("HTTP.METHOD", "GET")]
    [InlineData("other", "x")]
    public void What_does_not_fit_stays_an_attribute(string name, string value)
    {
        var record = With((name, value));

        Apply(record);

        Assert.Equal(value, ValueOf(record, name));
    }

    [Fact]
    public void A_second_value_for_a_field_stays_an_attribute_and_a_whole_url_wins_over_a_path()
    {
        var record = With(
            ("url.path", "/b"),
            ("http.method", "GET"),
            ("http.request.method", "POST"),
            ("url.full", "https://a/b")
        );

        Apply(record);

        Assert.Equal(("GET", "https://a/b"), (Text(record.HttpMethod), Text(record.HttpUrl)));
        Assert.Equal(("/b", "POST"), (ValueOf(record, "url.path"), ValueOf(record, "http.request.method")));
    }

    [Fact]
    public void A_record_over_a_bound_is_rejected_with_the_reason()
    {
        var bounds = new ProcessingOptions { MaxAttributes = 1, MaxTimeAhead = TimeSpan.FromHours(1) };
        const long hour = 3_600_000_000_000;

        Assert.Equal(RejectReason.TooManyAttributes, Apply(With(("a", ""), ("b", "")), bounds).Reason);
        Assert.Equal(RejectReason.TimeTooFarAhead, Apply(new() { TimeUnixNano = Received + hour + 1 }, bounds).Reason);
        Assert.Equal(RejectReason.TimeTooFarAhead, Apply(new() { TimeUnixNano = long.MaxValue }, bounds).Reason);
        Assert.Equal(
            RejectReason.TimeBeforeRetention,
            Apply(new() { TimeUnixNano = Received - (30 * 24 * hour) - 1 }, bounds).Reason
        );
        Assert.Equal(Fate.Keep, Apply(new() { TimeUnixNano = Received + hour }, bounds).Fate);
        Assert.Equal(Fate.Keep, Apply(new() { TimeUnixNano = Received - (30 * 24 * hour) }, bounds).Fate);
    }

    private static Verdict Apply(LogRecord record, ProcessingOptions? options = null)
    {
        var context = new StageContext(TenantId.Default, new ScratchBuffer(), new Tally(), Received);
        return new Normalise(
            Options.Create(options ?? new ProcessingOptions()),
            Options.Create(new RetentionOptions())
        ).Apply(record, in context);
    }

    private static LogRecord With(params (string Name, string Value)[] attributes)
    {
        var record = new LogRecord();
        foreach (var (name, value) in attributes)
        {
            record.Attributes.Add(Bytes(name), Bytes(value));
        }

        return record;
    }

    private static string? ValueOf(LogRecord record, string name)
    {
        foreach (var attribute in record.Attributes.Items)
        {
            if (Text(attribute.Key) == name)
            {
                return Text(attribute.Value);
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
