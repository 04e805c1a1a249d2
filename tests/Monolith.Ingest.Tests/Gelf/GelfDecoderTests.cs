using System.Text;
using Monolith.Ingest.Gelf;
using Monolith.Ingest.Sockets;

namespace Monolith.Ingest.Tests.Gelf;

public sealed class GelfDecoderTests
{
    private static readonly ReadOnlyMemory<byte> Peer = "192.0.2.7"u8.ToArray();

    [Fact]
    public void The_specifications_example_is_read()
    {
        var record = DecodeOne(GelfMessages.Specification);

        Assert.Equal("A short message that helps you identify what is going on", record.Body);
        Assert.Equal(1_772_600_766_307_200_000, record.TimeUnixNano);
        Assert.Equal(19, record.Severity);
        Assert.Equal("9001", record.UserId);
        Assert.Equal("gelf", record.Source);
        Assert.Equal([("host.name", "example.org")], record.Resource);
        Assert.Equal(
            [
                ("some_info", "foo"),
                ("some_env_var", "bar"),
                ("gelf.full_message", "Backtrace here\n\nmore stuff"),
                ("network.peer.address", "192.0.2.7"),
            ],
            record.Attributes
        );
    }

    [Fact]
    public void Dockers_fields_have_opentelemetrys_names()
    {
        var record = DecodeOne(GelfMessages.Docker);

        Assert.Equal("order paid", record.Body);
        Assert.Equal(9, record.Severity);
        Assert.Equal("4f1c2ab9a9c8", record["container.id"]);
        Assert.Equal("shop_checkout_1", record["container.name"]);
        Assert.Equal("shop/checkout:1.4", record["container.image.name"]);
        Assert.Equal("sha256:1d2e", record["container.image.id"]);
        Assert.Equal("node server.js", record["command"]);
    }

    [Fact]
    public void A_full_message_that_goes_on_from_the_short_one_is_the_body()
    {
        var record = DecodeOne(GelfMessages.Graypy);

        Assert.Equal("café closed", record.Body);
        Assert.Equal("shop", record.Service);
        Assert.Equal("/srv/shop.py", record["code.file.path"]);
        Assert.Equal("42", record["code.line.number"]);
    }

    [Fact]
    public void A_full_message_that_says_something_else_is_kept_beside_the_short_one()
    {
        var record = DecodeOne(GelfMessages.Log4j);

        Assert.Equal("payment failed", record.Body);
        Assert.StartsWith("java.lang.IllegalStateException: no\n\tat", record["gelf.full_message"]);
    }

    [Theory]
    [InlineData("0", 21)]
    [InlineData("1", 19)]
    [InlineData("2", 18)]
    [InlineData("3", 17)]
    [InlineData("4", 13)]
    [InlineData("5", 10)]
    [InlineData("6", 9)]
    [InlineData("7", 5)]
    [InlineData("\"3\"", 17)]
    [InlineData("\"warn\"", 13)]
    public void Levels_are_those_of_syslog(string level, int expected)
    {
        Assert.Equal(expected, DecodeOne($$"""{"short_message":"m","level":{{level}}}""").Severity);
    }

    [Theory]
    [InlineData("1772600766", 1_772_600_766_000_000_000)]
    [InlineData("1772600766.1", 1_772_600_766_100_000_000)]
    [InlineData("1772600766.123456789", 1_772_600_766_123_456_789)]
    [InlineData("\"1772600766.5\"", 1_772_600_766_500_000_000)]
    [InlineData("1772600766123", 1_772_600_766_123_000_000)]
    [InlineData("1.772600766E9", 1_772_600_766_000_000_000)]
    public void Times_have_decimals(string timestamp, long expected)
    {
        Assert.Equal(expected, DecodeOne($$"""{"short_message":"m","timestamp":{{timestamp}}}""").TimeUnixNano);
    }

    [Fact]
    public void What_does_not_fit_its_field_is_an_attribute()
    {
        var record = DecodeOne(
            """{"short_message":"m","timestamp":"yesterday","level":1000,"host":"a","_id":"x","other":true,"_nested":{"a":[1]},"_null":null}"""
        );

        Assert.Equal(ManualTime.Start, record.Time);
        Assert.Equal(
            [
                ("gelf.timestamp", "yesterday"),
                ("gelf.level", "1000"),
                ("id", "x"),
                ("other", "true"),
                ("nested", """{"a":[1]}"""),
                ("network.peer.address", "192.0.2.7"),
            ],
            record.Attributes
        );
    }

    [Fact]
    public void Ids_and_the_service_are_known_by_their_names()
    {
        var record = DecodeOne(
            """{"short_message":"m","_trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","_span_id":"00f067aa0ba902b7","_service":"shop","facility":"f","_request_id":"r"}"""
        );

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", record.TraceId);
        Assert.Equal("00f067aa0ba902b7", record.SpanId);
        Assert.Equal("shop", record.Service);
        Assert.Equal("r", record.RequestId);
    }

    [Theory]
    [InlineData("no json", "not_an_object")]
    [InlineData("""{"short_message":"m" """, "invalid_json")]
    [InlineData("""{"short_message":"m","_a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "too_deep")]
    public void What_is_no_message_is_quarantined(string message, string reason)
    {
        var stored = new RecordingLogWriter();

        Decode(stored, Encoding.UTF8.GetBytes(message));

        Assert.Equal(reason, Assert.Single(stored.Quarantine).Reason);
        Assert.Equal(message, stored.Quarantine[0].Raw);
    }

    [Fact]
    public void A_host_with_escapes_leaves_no_trace_in_the_next_message()
    {
        var stored = new RecordingLogWriter();

        Decode(
            stored,
            """{"host":"w\u00e9b-1","short_message":"a"}"""u8.ToArray(),
            """{"host":"web-2","short_message":"b"}"""u8.ToArray()
        );

        Assert.Equal(["wéb-1", "web-2"], stored.Records.Select(r => r.Resource.Single().Value));
    }

    [Fact]
    public void Damaged_messages_are_kept_or_quarantined_each()
    {
        byte[][] good =
        [
            GelfMessages.Utf8(GelfMessages.Specification),
            GelfMessages.Utf8(GelfMessages.Docker),
            GelfMessages.Utf8(GelfMessages.Log4j),
            GelfMessages.Utf8(GelfMessages.Graypy),
        ];
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        foreach (var message in BodyMutations.Of(good, 10_000))
        {
            stored.Clear();

            var outcome = Run(pipeline, [message]);

            Assert.Equal(outcome.Accepted, stored.Records.Count);
            Assert.Equal(outcome.Rejected, stored.Quarantine.Count);
            Assert.True(outcome.Accepted + outcome.Rejected > 0 || message.AsSpan().Trim(" \t\r\n"u8).IsEmpty);
        }
    }

    [Fact]
    public void Messages_cost_no_allocation_on_their_way_to_storage()
    {
        var messages = Enumerable.Repeat(GelfMessages.Utf8(GelfMessages.Graypy), 2000).ToArray();
        var pipeline = new TestPipeline(new ForgetfulWriter());

        // However many they are, they have a batch and its outcome.
        Assert.InRange(Allocations.LeastOf(() => Run(pipeline, messages)), 0, 2_000);
    }

    private static StoredRecord DecodeOne(string message)
    {
        var stored = new RecordingLogWriter();
        Decode(stored, Encoding.UTF8.GetBytes(message));
        return stored.Records.Single();
    }

    private static Monolith.Processing.Contracts.BatchOutcome Decode(
        RecordingLogWriter stored,
        params byte[][] messages
    ) => Run(new TestPipeline(stored), messages);

    private static Monolith.Processing.Contracts.BatchOutcome Run(TestPipeline pipeline, byte[][] messages)
    {
        var decoder = new GelfDecoder(TestPipeline.Limits);
        return pipeline.Run(
            default,
            "gelf",
            (_, batch) =>
            {
                var position = 0L;
                foreach (var message in messages)
                {
                    decoder.Decode(new SocketMessage(message, Peer, ++position), batch);
                }
            }
        );
    }
}
