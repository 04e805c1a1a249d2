using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Monolith.Ingest.Splunk;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Splunk;

public sealed class EventDecoderTests
{
    private const string Good = """{"event":"good"}""";

    [Fact]
    public void Everything_that_an_event_says_has_its_place()
    {
        var record = DecodeOne(
            """
            {"time":1772600767.25,"host":"web-1","source":"/var/log/shop.log","sourcetype":"_json","index":"main",
             "event":{"message":"Order 17 paid","level":"warn","service":"order","area":{"name":"shop"},"n":1},
             "fields":{"region":"eu","list":[1,2],"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"},"extra":"kept"}
            """
        );

        Assert.Equal(("Order 17 paid", 13, "order"), (record.Body, record.Severity, record.Service));
        Assert.Equal(1_772_600_767_250_000_000, record.TimeUnixNano);
        Assert.Equal([("host.name", "web-1")], record.Resource);
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", record.TraceId);
        Assert.Equal(
            [
                ("extra", "kept"),
                ("area.name", "shop"),
                ("n", "1"),
                ("region", "eu"),
                ("list", "[1,2]"),
                ("com.splunk.source", "/var/log/shop.log"),
                ("com.splunk.sourcetype", "_json"),
                ("com.splunk.index", "main"),
            ],
            record.Attributes
        );
    }

    [Theory]
    [InlineData("\"text \\\"quoted\\\" \\u00e4\"", "text \"quoted\" ä")]
    [InlineData("17.5", "17.5")]
    [InlineData("true", "true")]
    [InlineData("[1,\"two\"]", "[1,\"two\"]")]
    [InlineData("{\"message\":\"m\"}", "m")]
    [InlineData("{\"temperature\":\"70F\"}", "")]
    public void An_event_may_be_of_any_type(string json, string body)
    {
        Assert.Equal(body, DecodeOne($"{{\"event\":{json}}}").Body);
    }

    [Theory]
    [InlineData("1772600767", 1_772_600_767_000_000_000)]
    [InlineData("1772600767.123456", 1_772_600_767_123_456_000)]
    [InlineData("\"1772600767.123456\"", 1_772_600_767_123_456_000)]
    [InlineData("1772600767123", 1_772_600_767_123_000_000)]
    [InlineData("1.772600767e9", 1_772_600_767_000_000_000)]
    public void The_time_is_in_seconds_and_may_be_text(string time, long unixNano)
    {
        Assert.Equal(unixNano, DecodeOne($"{{\"event\":\"a\",\"time\":{time}}}").TimeUnixNano);
    }

    [Fact]
    public void Without_a_time_an_event_has_that_of_its_request()
    {
        Assert.Equal(ManualTime.Start, DecodeOne("""{"event":"a","time":null,"host":null}""").Time);
    }

    [Theory]
    [InlineData("{\"event\":\"a\"}{\"event\":\"b\"}")]
    [InlineData("{\"event\":\"a\"}\n{\"event\":\"b\"}\n")]
    [InlineData("{\"event\":\"a\"} \r\n\r\n {\"event\":\"b\"}  ")]
    [InlineData("\uFEFF{\"event\":\"a\"}{\"event\":\n\n\"b\"}")]
    [InlineData("{\n  \"event\": \"a\"\n}\n{\n  \"event\": \"b\"\n}")]
    public void Events_follow_each_other_with_or_without_something_between(string body)
    {
        var (outcome, stored) = Decode(body);

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal((2, 0), (outcome.Accepted, outcome.Rejected));
    }

    [Theory]
    [InlineData("{\"time\":1772600767}", RejectReason.MissingEvent)]
    [InlineData("{}", RejectReason.MissingEvent)]
    [InlineData("{\"event\":null}", RejectReason.BlankEvent)]
    [InlineData("{\"event\":\"\"}", RejectReason.BlankEvent)]
    [InlineData("{\"event\":\" \\n\"}", RejectReason.BlankEvent)]
    [InlineData("{\"event\":\"a\",\"time\":\"soon\"}", RejectReason.InvalidTime)]
    [InlineData("{\"event\":\"a\",\"fields\":[1]}", RejectReason.InvalidJson)]
    [InlineData("{\"event\":\"a\",\"fields\":{\"x\":tru}}", RejectReason.InvalidJson)]
    [InlineData("{\"event\":{\"x\":01}}", RejectReason.InvalidJson)]
    [InlineData("{\"event\" \"a\"}", RejectReason.InvalidJson)]
    [InlineData("{\"event\":\"a\",}", RejectReason.InvalidJson)]
    [InlineData("{\"event\":[1,}", RejectReason.InvalidJson)]
    [InlineData("{\"event\":\"a\"\n", RejectReason.InvalidJson)]
    [InlineData("{\"event\":{\"a\":1\n", RejectReason.InvalidJson)]
    [InlineData("[1]", RejectReason.NotAnObject)]
    [InlineData("plain text", RejectReason.NotAnObject)]
    [InlineData(
        "{\"event\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{\"i\":1}}}}}}}}}}",
        RejectReason.TooDeep
    )]
    public void A_bad_event_is_named_by_its_place_and_its_neighbours_are_kept(string bad, object reason)
    {
        var (outcome, stored) = Decode($"{Good}\n{bad}\n{Good}");

        Assert.Equal(2, stored.Records.Count);
        Assert.Equal((2, (RejectReason)reason), (outcome.Rejections.Single().Position, outcome.Rejections[0].Reason));
        Assert.Equal(bad.TrimEnd(), stored.Quarantine.Single().Raw.TrimEnd());
    }

    [Fact]
    public void An_event_that_is_not_utf8_is_rejected_alone()
    {
        byte[] body = [.. "{\"event\":\"a\"}{\"event\":\""u8, 0xC3, 0x28, .. "\"}{\"event\":\"ü\"}"u8];

        var (outcome, stored) = Decode(body);

        Assert.Equal(["a", "ü"], stored.Records.Select(r => r.Body));
        Assert.Equal(RejectReason.InvalidUtf8, outcome.Rejections.Single().Reason);
    }

    [Fact]
    public void The_query_says_what_an_event_does_not()
    {
        var metadata = Metadata(
            ("host", "h"),
            ("source", "s"),
            ("sourcetype", "t"),
            ("index", "i"),
            ("service", "order")
        );

        var (_, stored) = Decode(
            Encoding.UTF8.GetBytes(
                """{"event":"a","host":"own","source":"own"}{"event":{"service":"pay","message":"b"}}"""
            ),
            metadata
        );

        Assert.Equal(["order", "pay"], stored.Records.Select(r => r.Service));
        Assert.Equal(["own", "h"], stored.Records.Select(r => r.Resource.Single().Value));
        Assert.Equal(["own", "s"], stored.Records.Select(r => r["com.splunk.source"]));
        Assert.All(stored.Records, r => Assert.Equal(("t", "i"), (r["com.splunk.sourcetype"], r["com.splunk.index"])));
    }

    [Fact]
    public void Hosts_with_escapes_stay_those_of_their_events()
    {
        var hosts = Enumerable.Range(0, 50).Select(i => $"w\\u00e4{i / 3}").ToArray();

        var (_, stored) = Decode(string.Concat(hosts.Select(h => $$"""{"event":"x \n","host":"{{h}}"}""")));

        Assert.Equal(
            hosts.Select(h => h.Replace("\\u00e4", "ä", StringComparison.Ordinal)),
            stored.Records.Select(r => r.Resource.Single().Value)
        );
    }

    [Fact]
    public void What_a_client_wraps_is_the_record_itself()
    {
        var splunk = DecodeOne(
            """{"event":{"message":{"message":"Order paid","service":"order","n":1},"severity":"warn"}}"""
        );
        var docker = DecodeOne(
            """{"event":{"line":{"msg":"Order paid","level":"error"},"source":"stdout","tag":"web","attrs":{"k":"v"}}}"""
        );
        var empty = DecodeOne("""{"event":{"message":{},"severity":"info"}}""");

        Assert.Equal(("Order paid", "order", 13), (splunk.Body, splunk.Service, splunk.Severity));
        Assert.Equal([("n", "1")], splunk.Attributes);
        Assert.Equal(("Order paid", 17), (docker.Body, docker.Severity));
        Assert.Equal([("source", "stdout"), ("tag", "web"), ("attrs.k", "v")], docker.Attributes);
        Assert.Equal(("{}", 9), (empty.Body, empty.Severity));
    }

    [Theory]
    [InlineData("{\"line\":{\"a\":1}")]
    [InlineData("{\"x\" {\"line\":{\"a\":1}}}")]
    [InlineData("{\"x\":{\"line\":{\"a\":1}},}")]
    [InlineData("{\"line\":{\"a\":1]}}")]
    public void A_broken_wrapper_is_as_bad_as_any_other_event(string json)
    {
        var (outcome, _) = Decode($$"""{"event":{{json}}}""");

        Assert.Equal((0, RejectReason.InvalidJson), (outcome.Accepted, outcome.Rejections[0].Reason));
    }

    [Fact]
    public void Brackets_that_do_not_match_spoil_no_other_event()
    {
        var (outcome, stored) = Decode(Good + """{"event":{"x":1]}}""" + "\n" + Good);

        Assert.Equal(["good", "good"], stored.Records.Select(r => r.Body));
        Assert.Equal(RejectReason.InvalidJson, outcome.Rejections[0].Reason);
    }

    [Fact]
    public void Thousands_of_events_that_do_not_end_are_told_quickly()
    {
        var body = string.Concat(Enumerable.Repeat("{\"event\":{\n", 200_000));

        var (outcome, stored) = Decode(body);

        Assert.Equal(0, outcome.Accepted);
        Assert.InRange(stored.Quarantine.Count, 1, 100);
    }

    [Fact]
    public void Whatever_bytes_come_every_event_has_exactly_one_fate()
    {
        byte[][] good =
        [
            .. ClientBodies.All.Select(Encoding.UTF8.GetBytes),
            Encoding.UTF8.GetBytes(string.Concat(ClientBodies.All)),
            Encoding.UTF8.GetBytes(string.Join('\n', ClientBodies.All)),
        ];
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        var metadata = Metadata();
        foreach (var body in BodyMutations.Of(good, 10_000))
        {
            stored.Clear();
            var outcome = pipeline.Run(
                body,
                "splunk",
                (bytes, batch) => new EventDecoder(bytes, metadata, TestPipeline.Limits, batch).Decode()
            );

            Assert.Equal(outcome.Accepted, stored.Records.Count);
            Assert.Equal(outcome.Rejected, stored.Quarantine.Count);
        }
    }

    [Fact]
    public void Lines_of_raw_text_are_events_of_their_own()
    {
        var stored = new RecordingLogWriter();
        byte[] body = [.. "one \"quoted\"\r\n\n \t\n{\"two\":2}\nbad "u8, 0xFF, .. "\nlast ä"u8];

        var outcome = new TestPipeline(stored).Run(
            body,
            "splunk",
            (bytes, batch) =>
                new LineDecoder(
                    bytes,
                    Metadata(("host", "h"), ("sourcetype", "access")),
                    TestPipeline.Limits,
                    batch
                ).Decode()
        );

        Assert.Equal(["one \"quoted\"", "{\"two\":2}", "last ä"], stored.Records.Select(r => r.Body));
        Assert.Equal(
            (3, RejectReason.InvalidUtf8),
            (outcome.Rejections.Single().Position, outcome.Rejections[0].Reason)
        );
        Assert.All(stored.Records, r => Assert.Equal([("com.splunk.sourcetype", "access")], r.Attributes));
        Assert.All(stored.Records, r => Assert.Equal([("host.name", "h")], r.Resource));
    }

    internal static RequestMetadata Metadata(params (string Name, string Value)[] query) =>
        RequestMetadata.Of(
            new QueryCollection(query.ToDictionary(q => q.Name, q => new StringValues(q.Value), StringComparer.Ordinal))
        );

    private static StoredRecord DecodeOne(string body) => Decode(body).Stored.Records.Single();

    private static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(string body) =>
        Decode(Encoding.UTF8.GetBytes(body));

    private static (BatchOutcome Outcome, RecordingLogWriter Stored) Decode(
        byte[] body,
        RequestMetadata? metadata = null
    )
    {
        var stored = new RecordingLogWriter();
        var outcome = new TestPipeline(stored).Run(
            body,
            "splunk",
            (bytes, batch) => new EventDecoder(bytes, metadata ?? Metadata(), TestPipeline.Limits, batch).Decode()
        );
        return (outcome, stored);
    }
}
