using System.Text;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Seq;

/// <summary>Events field by field, and bodies that are broken.</summary>
public sealed class ClefDecoderTests
{
    [Fact]
    public void Every_field_of_clef_finds_its_place()
    {
        var record = Some.DecodeOne(
            """{"@t":"2026-03-04T05:06:07.1234567Z","@mt":"Paid {Amount:0.00} by {User}","@r":["12.50"],"@l":"Warning","@x":"System.TimeoutException: no answer\r\n   at Shop.Pay()","@i":"a1b2c3d4","@tr":"4bf92f3577b34da6a3ce929d0e0e4736","@sp":"00f067aa0ba902b7","@ps":"00f067aa0ba902b8","@st":"2026-03-04T05:06:07.0000000Z","@sk":"Server","Amount":12.5,"User":"u-1","@@t":"mine","Application":"shop","CorrelationId":"c-1","RequestId":"r-1","UserId":"u-2","Nested":{"A":{"B":[1,2]},"C":true},"message":"a property","level":"too"}"""
        );

        Assert.Equal(("seq", "shop", "Paid 12.50 by u-1"), (record.Source, record.Service, record.Body));
        Assert.Equal((13, "Warning"), (record.Severity, record.SeverityText));
        Assert.EndsWith("123456700", record.TimeUnixNano.ToString(), StringComparison.Ordinal);
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.TraceId, record.SpanId));
        Assert.Equal(("c-1", "r-1", "u-2"), (record.CorrelationId, record.RequestId, record.UserId));
        Assert.Equal(123.4567, record.DurationMs, 6);
        Assert.Equal(
            [
                ("exception.type", "System.TimeoutException"),
                ("exception.message", "no answer"),
                ("exception.stacktrace", "System.TimeoutException: no answer\r\n   at Shop.Pay()"),
                ("seq.event_type", "a1b2c3d4"),
                ("span.parent_id", "00f067aa0ba902b8"),
                ("span.start_time", "2026-03-04T05:06:07.0000000Z"),
                ("span.kind", "Server"),
                ("Amount", "12.5"),
                ("User", "u-1"),
                ("@t", "mine"),
                ("Nested.A.B", "[1,2]"),
                ("Nested.C", "true"),
                ("message", "a property"),
                ("level", "too"),
                ("message_template.text", "Paid {Amount:0.00} by {User}"),
            ],
            record.Attributes
        );
    }

    [Fact]
    public void The_form_before_clef_is_read_the_same()
    {
        var record = Some.DecodeOne(
            """{"Events":[{"Timestamp":"2026-03-04T05:06:07.1230000Z","Level":"Error","MessageTemplate":"Paid {Amount:0.00} and {Amount:000} by {User}","Exception":"Error: boom\n    at pay (/a.js:1:2)","TraceId":"4bf92f3577b34da6a3ce929d0e0e4736","SpanId":"00f067aa0ba902b7","Properties":{"Amount":12.5,"User":{"Id":7},"service":{"name":"shop"},"@t":"mine"},"Renderings":{"Amount":[{"Format":"0.00","Rendering":"12.50"},{"Format":"000","Rendering":"013"}]}}]}"""
        );

        Assert.Equal(("shop", "Paid 12.50 and 013 by {\"Id\":7}"), (record.Service, record.Body));
        Assert.Equal(
            (17, "Error", IngestHost.Now.AddMilliseconds(123)),
            (record.Severity, record.SeverityText, record.Time)
        );
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.TraceId, record.SpanId));
        Assert.Equal(("Error", "boom"), (record["exception.type"], record["exception.message"]));
        Assert.Equal(("12.5", "7", "mine"), (record["Amount"], record["User.Id"], record["@t"]));
    }

    [Fact]
    public void What_seqs_javascript_client_sends_is_read()
    {
        // As JSON.stringify writes it: what is undefined is not there.
        var (outcome, stored) = Some.Decode(
            """{"Events":[{"Timestamp":"2026-03-04T05:06:07.123Z","Level":"Information","MessageTemplate":"Zoë paid","Properties":{"service":"shop","n":1}},{"Timestamp":"2026-03-04T05:06:07.124Z","Level":"warn","MessageTemplate":"plain","Properties":{"level":"warn"}}]}"""
        );

        Assert.Equal(2, outcome.Accepted);
        Assert.Equal([("Zoë paid", 9), ("plain", 13)], stored.Records.Select(r => (r.Body, r.Severity)));
        Assert.Equal(("shop", "1"), (stored.Records[0].Service, stored.Records[0]["n"]));
    }

    [Theory]
    [InlineData("""{"@t":"2026-03-04T05:06:07Z"}""", 9, "INFO")]
    [InlineData("""{"@t":"2026-03-04T05:06:07Z","@l":"Fatal"}""", 21, "Fatal")]
    [InlineData("""{"@t":"2026-03-04T05:06:07Z","@l":"loud"}""", 0, "loud")]
    [InlineData("""{"@t":"2026-03-04T05:06:07Z","@l":40}""", 13, "WARN")]
    [InlineData("""{"@t":"2026-03-04T05:06:07Z","@l":null}""", 9, "INFO")]
    public void An_event_without_a_level_is_informational(string line, int severity, string text)
    {
        var record = Some.DecodeOne(line);

        Assert.Equal((severity, text), (record.Severity, record.SeverityText));
    }

    [Theory]
    [InlineData("Hello {Name}!", "Hello Ann!")]
    [InlineData("Hello {@Name} and {$Name}", "Hello Ann and Ann")]
    [InlineData("[{Name,6}] [{Name,-6}] [{Name,2}]", "[   Ann] [Ann   ] [Ann]")]
    [InlineData("[{Ümlaut,4}]", "[  äö]")]
    [InlineData("[{Amount,8:0.00}] {Amount:C}", "[   12.50] $12.50")]
    [InlineData("{Amount:0.00} {Amount:C} {Amount:N3}", "12.50 $12.50 12.5")]
    [InlineData("{{Name}} {{{Name}}}", "{Name} {Ann}")]
    [InlineData("{Missing} {Missing,5} {not a name} { {} }", "{Missing} {Missing,5} {not a name} { {} }")]
    [InlineData("{Name", "{Name")]
    [InlineData("Name}", "Name}")]
    [InlineData("{Name,x} {Name,99999999}", "Ann Ann")]
    [InlineData("{@Object} {List} {Empty}{Nothing} {Yes}", "{\"a\":1} [1,2] null true")]
    [InlineData("", "")]
    public void Templates_are_rendered(string template, string message)
    {
        var record = Some.DecodeOne(
            $$$"""{"@t":"2026-03-04T05:06:07Z","@mt":"{{{template}}}","@r":["12.50","$12.50"],"Name":"Ann","Amount":12.5,"Ümlaut":"äö","Object":{"a":1},"List":[1,2],"Empty":"","Nothing":null,"Yes":true}"""
        );

        Assert.Equal(message, record.Body);
    }

    [Fact]
    public void A_message_goes_before_its_template()
    {
        var record = Some.DecodeOne(
            """{"@t":"2026-03-04T05:06:07Z","@mt":"Hello {Name}","@m":"Hello you","Name":"me"}"""
        );

        Assert.Equal(("Hello you", "Hello {Name}"), (record.Body, record["message_template.text"]));
    }

    [Theory]
    [InlineData("x", RejectReason.NotAnObject)]
    [InlineData("[]", RejectReason.NotAnObject)]
    [InlineData("{\"@m\":tru}", RejectReason.InvalidJson)]
    [InlineData("{\"@m\":\"c\"} {}", RejectReason.InvalidJson)]
    [InlineData("{\"@t\":\"soon\"}", RejectReason.InvalidTime)]
    [InlineData("{\"@t\":\"1970-01-02T00:00:00Z\"}", RejectReason.TimeBeforeRetention)]
    [InlineData("{\"@r\":[{]}", RejectReason.InvalidJson)]
    [InlineData("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{}}}}}}}}}", RejectReason.TooDeep)]
    [InlineData("{\"a\":[[[[[[[[1]]]]]]]]}", RejectReason.TooDeep)]
    public void A_bad_line_is_named_by_its_place_and_its_neighbours_are_kept(string line, RejectReason reason)
    {
        var (outcome, stored) = Some.Decode($"{{\"@m\":\"a\"}}\r\n\r\n{line}\n{{\"@m\":\"b\"}}");

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal((3, reason), (outcome.Rejections.Single().Position, outcome.Rejections.Single().Reason));
        Assert.Equal(line, stored.Quarantine.Single().Raw);
    }

    [Theory]
    [InlineData("""{"Events":[{"MessageTemplate":"a"},{"MessageTemplate":tru},{"MessageTemplate":"b"}]}""", 2)]
    [InlineData("""{"Events":[{"MessageTemplate":"a"},7,{"MessageTemplate":"b"}]}""", 2)]
    [InlineData("""{"Events":[{"MessageTemplate":"a"},{"MessageTemplate":"b"}""", 3)]
    [InlineData("""{"Events":[{"MessageTemplate":"a"},{"MessageTemplate":"b"}] x""", 3)]
    [InlineData("""{"Events":[{"MessageTemplate":"a"},{"MessageTemplate":"b"}]} x""", 3)]
    public void A_bad_event_is_named_by_its_place_and_its_neighbours_are_kept(string body, long position)
    {
        var (outcome, stored) = Some.Decode(body);

        Assert.Equal(["a", "b"], stored.Records.Select(r => r.Body));
        Assert.Equal(position, outcome.Rejections.Single().Position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\n")]
    [InlineData("\uFEFF")]
    [InlineData("""{"Events":[]}""")]
    [InlineData(""" { "Events" : [ ] } """)]
    public void A_body_without_events_has_none(string body)
    {
        var (outcome, _) = Some.Decode(body);

        Assert.Equal((0, 0), (outcome.Accepted, outcome.Rejected));
    }

    [Fact]
    public void An_event_that_is_not_utf8_is_rejected_alone()
    {
        var stored = new RecordingLogWriter();

        var outcome = Some.Run(
            new TestPipeline(stored),
            [.. "{\"@m\":\"a\"}\n{\"@m\":\""u8, 0xC3, 0x28, .. "\"}\n{\"@m\":\"ü\"}"u8]
        );

        Assert.Equal(["a", "ü"], stored.Records.Select(r => r.Body));
        Assert.Equal(RejectReason.InvalidUtf8, outcome.Rejections.Single().Reason);
    }

    [Fact]
    public void Whatever_bytes_come_the_decoder_ends_and_every_event_has_one_fate()
    {
        byte[][] good =
        [
            Encoding.UTF8.GetBytes(
                "{\"@t\":\"2026-03-04T05:06:07Z\",\"@mt\":\"a {B,5:0.00} {{c}} {@D}\",\"@r\":[\"1.50\"],\"B\":1.5,\"D\":{\"e\":[1]},\"@x\":\"E: m\\n at\"}\n{\"@m\":\"\\u00e4\",\"@@x\":null}\n"
            ),
            Encoding.UTF8.GetBytes(
                """{"Events":[{"Timestamp":"2026-03-04T05:06:07Z","MessageTemplate":"a {B:0}","Properties":{"B":1},"Renderings":{"B":[{"Format":"0","Rendering":"1"}]}},{"Level":"Error"}]}"""
            ),
        ];
        var stored = new RecordingLogWriter();
        var pipeline = new TestPipeline(stored);
        foreach (var damaged in BodyMutations.Of(good, 10_000))
        {
            stored.Clear();

            var outcome = Some.Run(pipeline, damaged);

            Assert.Equal(outcome.Accepted, stored.Records.Count);
            Assert.Equal(outcome.Rejected, stored.Quarantine.Count);
        }
    }
}
