namespace Monolith.Ingest.Tests.Ndjson;

/// <summary>Lines as the real loggers write them.</summary>
public sealed class ClientFormatsTests
{
    [Fact]
    public void A_winston_line_is_understood()
    {
        var record = TestPipeline.DecodeOne(
            """{"level":"warn","message":"Order refused","service":"order","timestamp":"2026-03-04T05:06:07.123Z","orderId":17,"splat":["a",{"b":1}]}"""
        );

        Assert.Equal(
            ("Order refused", "order", 13, "warn"),
            (record.Body, record.Service, record.Severity, record.SeverityText)
        );
        Assert.Equal(IngestHost.Now.AddMilliseconds(123), record.Time);
        Assert.Equal([("orderId", "17"), ("splat", """["a",{"b":1}]""")], record.Attributes);
    }

    [Fact]
    public void A_pino_line_is_understood()
    {
        var record = TestPipeline.DecodeOne(
            """{"level":50,"time":1772600767123,"pid":42,"hostname":"web-1","req":{"method":"GET","headers":{"x-a":"b"}},"err":{"type":"Error","message":"boom","stack":"Error: boom\n    at x (/a.js:1:2)"},"msg":"request errored"}"""
        );

        Assert.Equal(("request errored", 17, "ERROR"), (record.Body, record.Severity, record.SeverityText));
        Assert.Equal(1_772_600_767_123_000_000, record.TimeUnixNano);
        Assert.Equal("unknown_service", record.Service);
        Assert.Equal("GET", record["req.method"]);
        Assert.Equal("b", record["req.headers.x-a"]);
        Assert.Equal("Error: boom\n    at x (/a.js:1:2)", record["err.stack"]);
        Assert.Equal(("42", "web-1"), (record["pid"], record["hostname"]));
    }

    [Fact]
    public void A_bunyan_line_is_understood_and_its_name_is_the_service()
    {
        var record = TestPipeline.DecodeOne(
            """{"name":"billing","hostname":"web-1","pid":123,"level":30,"msg":"hi","time":"2026-03-04T05:06:07.000Z","v":0}"""
        );

        Assert.Equal(("billing", "hi", 9, "INFO"), (record.Service, record.Body, record.Severity, record.SeverityText));
        Assert.Equal(["hostname", "pid", "v", "host.name"], record.Attributes.Select(a => a.Key));
    }

    [Fact]
    public void A_line_of_serilogs_own_json_formatter_is_understood()
    {
        var record = TestPipeline.DecodeOne(
            """{"Timestamp":"2026-03-04T05:06:07.0000000+00:00","Level":"Warning","MessageTemplate":"paid {N}","RenderedMessage":"paid 17","Exception":"System.Exception: no","Properties":{"N":17}}"""
        );

        Assert.Equal(("paid 17", 13, IngestHost.Now), (record.Body, record.Severity, record.Time));
        Assert.Equal("System.Exception: no", record["exception.stacktrace"]);
        Assert.Equal(("paid {N}", "17"), (record["message_template.text"], record["Properties.N"]));
    }

    [Fact]
    public void A_serilog_line_is_rendered_from_its_template()
    {
        var record = TestPipeline.DecodeOne(
            """{"@t":"2026-03-04T05:06:07.1234567Z","@mt":"Paid {Amount:0.00} by {@User} {{ok}} {Missing}","@l":"Warning","@x":"System.Exception: no","@i":"a1b2","@tr":"4bf92f3577b34da6a3ce929d0e0e4736","@sp":"00f067aa0ba902b7","Amount":12.5,"User":"u1"}"""
        );

        Assert.Equal("Paid 12.5 by u1 {ok} {Missing}", record.Body);
        Assert.Equal("Paid {Amount:0.00} by {@User} {{ok}} {Missing}", record["message_template.text"]);
        Assert.Equal("System.Exception: no", record["exception.stacktrace"]);
        Assert.Equal((13, "Warning"), (record.Severity, record.SeverityText));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.TraceId, record.SpanId));
        Assert.EndsWith("123456700", record.TimeUnixNano.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rendered_message_of_serilog_wins_over_its_template()
    {
        var record = TestPipeline.DecodeOne("""{"@mt":"Hello {Name}","@m":"Hello you","Name":"me"}""");

        Assert.Equal("Hello you", record.Body);
        Assert.Equal("Hello {Name}", record["message_template.text"]);
    }

    [Fact]
    public void A_line_with_the_mandatory_fields_fills_all_of_them()
    {
        var record = TestPipeline.DecodeOne(
            """{"timestamp":"2026-03-04T06:06:07+01:00","log_level":"ERROR","service_name":"auth","correlation_id":"c-1","tenant_id":"other","user_id":"u-1","request_id":"r-1","duration_ms":12.5,"trace_id":"4BF92F3577B34DA6A3CE929D0E0E4736","span_id":"00f067aa0ba902b7","event_name":"signed_in","message":"hello"}"""
        );

        Assert.Equal(IngestHost.Now, record.Time);
        Assert.Equal(
            ("auth", "c-1", "u-1", "r-1"),
            (record.Service, record.CorrelationId, record.UserId, record.RequestId)
        );
        Assert.Equal((17, 12.5, "signed_in"), (record.Severity, record.DurationMs, record.EventName));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.TraceId, record.SpanId));
        Assert.Equal(("default", "other"), (record.Tenant, record["tenant_id"]));
    }

    [Fact]
    public void What_does_not_fit_its_field_stays_an_attribute()
    {
        var record = TestPipeline.DecodeOne(
            """{"msg":"first","message":"second","duration_ms":"slow","trace_id":"xyz","level":{"a":1},"time":"12ms","timestamp":1772600767,"service":{"name":"s","id":7},"empty":{},"none":null,"user_id":null}"""
        );

        Assert.Equal(("first", "s", ""), (record.Body, record.Service, record.UserId));
        Assert.Equal(
            [
                ("message", "second"),
                ("duration_ms", "slow"),
                ("level.a", "1"),
                ("time", "12ms"),
                ("service.id", "7"),
                ("empty", "{}"),
                ("none", "null"),
                ("trace_id", "xyz"),
                ("monolith.violations", "duration_ms:type"),
            ],
            record.Attributes
        );
    }

    [Fact]
    public void A_body_that_is_no_string_is_kept_as_text()
    {
        Assert.Equal("""{"a":[1,2]}""", TestPipeline.DecodeOne("""{"message":{"a":[1,2]}}""").Body);
        Assert.Equal("12", TestPipeline.DecodeOne("""{"message":12}""").Body);
    }

    [Fact]
    public void Escapes_are_read_and_half_a_character_becomes_the_replacement()
    {
        var record = TestPipeline.DecodeOne(
            """{"message":"\u00e4\ud83d\ude00\ud83d!\"\\\/\b\f\n\r\t","a\u0062":{"c\n":"ü"}}"""
        );

        Assert.Equal("ä😀\uFFFD!\"\\/\b\f\n\r\t", record.Body);
        Assert.Equal([("ab.c\n", "ü")], record.Attributes);
    }
}
