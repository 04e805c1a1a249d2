using System.Net;
using System.Text;
using Google.Protobuf;
using Monolith.Ingest.Tests.Otlp;
using static Monolith.Ingest.Tests.PubSub.PubSubHost;

namespace Monolith.Ingest.Tests.PubSub;

public sealed class SingleDeliveryTests
{
    private const string Message = """{"message":"paid","level":"warn","order":{"id":7}}""";

    [Fact]
    public async Task A_message_becomes_a_record_with_what_its_event_knows()
    {
        await using var host = await StartAsync();
        var body = """
            {
              "id": "5929aaac-a5e2-4ca1-859c-edfe73f11565", "source": "checkout", "type": "com.dapr.event.sent",
              "specversion": "1.0", "datacontenttype": "application/json", "subject": "orders/7",
              "data": {"message":"paid","level":"warn","order":{"id":7}},
              "topic": "logs", "pubsubname": "pubsub", "time": "2026-03-04T06:06:01+01:00",
              "traceid": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
              "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": ""
            }
            """;

        var status = await host.DeliverAsync(body);

        var record = Assert.Single(host.Stored.Records);
        Assert.Equal("SUCCESS", status);
        Assert.Equal(("own", "dapr", "checkout"), (record.Tenant, record.Source, record.Service));
        Assert.Equal(("paid", "warn", 13), (record.Body, record.SeverityText, record.Severity));
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 6, 1, TimeSpan.Zero), record.Time);
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.TraceId, record.SpanId));
        Assert.Equal(
            [
                ("order.id", "7"),
                ("cloudevents.event_id", "5929aaac-a5e2-4ca1-859c-edfe73f11565"),
                ("cloudevents.event_source", "checkout"),
                ("cloudevents.event_type", "com.dapr.event.sent"),
                ("cloudevents.event_subject", "orders/7"),
            ],
            record.Attributes
        );
    }

    [Fact]
    public async Task What_a_record_says_itself_counts_more_than_its_event()
    {
        await using var host = await StartAsync();

        await host.DeliverAsync(
            Event(
                "1",
                """{"msg":"a","time":"2026-03-04T05:00:00.5Z","service":"till","trace_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""",
                more: """,  "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" """
            )
        );

        var record = Assert.Single(host.Stored.Records);
        Assert.Equal(("till", new string('a', 32), ""), (record.Service, record.TraceId, record.SpanId));
        Assert.Equal(500, record.Time.Millisecond);
    }

    public static TheoryData<string, int> DataOfAllKinds =>
        new()
        {
            { Message, 1 },
            { $"[{Message},{Message}]", 2 },
            { "\"" + Message.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"", 1 },
            {
                "\""
                    + Message.Replace("\"", "\\\"", StringComparison.Ordinal)
                    + "\\n{\\\"message\\\":\\\"two\\\"}\\n\"",
                2
            },
            { "\"[{}, {}, {}]\"", 3 },
            { "[]", 0 },
        };

    [Theory]
    [MemberData(nameof(DataOfAllKinds))]
    public async Task Data_may_be_a_record_an_array_lines_or_text_that_holds_them(string data, int records)
    {
        await using var host = await StartAsync();

        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", data)));
        Assert.Equal(records, host.Stored.Records.Count);
        Assert.Empty(host.Stored.Quarantine);
    }

    [Fact]
    public async Task Data_may_be_otlp_in_base64_or_json_lines_in_base64_or_otlp_as_json()
    {
        await using var host = await StartAsync();
        var request = Some.ExportRequest([Some.LogRecord(), Some.LogRecord()]);
        var lines = Encoding.UTF8.GetBytes("{\"message\":\"one\"}\n{\"message\":\"two\"}\n");

        await host.DeliverAsync(Binary("1", request.ToByteArray()));
        await host.DeliverAsync(Binary("2", lines));
        await host.DeliverAsync(
            Event("3", """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"three"}}]}]}]}""")
        );

        Assert.Equal(5, host.Stored.Records.Count);
        Assert.Equal(["one", "two", "three"], host.Stored.Records.Skip(2).Select(r => r.Body));
        Assert.Equal("3", host.Stored.Records[4]["cloudevents.event_id"]);
        Assert.Empty(host.Stored.Quarantine);
    }

    [Fact]
    public async Task A_message_in_binary_mode_has_its_attributes_in_headers()
    {
        await using var host = await StartAsync();
        (string, string)[] headers =
        [
            ("ce_id", "e-1"),
            ("ce_source", "till"),
            ("ce_type", "sale.v1"),
            ("ce_specversion", "1.0"),
            ("__key", "k"),
        ];

        Assert.Equal("SUCCESS", await host.DeliverAsync("""{"message":"binary"}""", "/dapr/logs", headers));
        Assert.Equal("SUCCESS", await host.DeliverAsync("""{"message":"binary"}""", "/dapr/logs", headers));

        var record = Assert.Single(host.Stored.Records);
        Assert.Equal(("binary", "till", "sale.v1"), (record.Body, record.Service, record["cloudevents.event_type"]));
    }

    [Theory]
    [InlineData("\"plain words\"", "not_an_object")]
    [InlineData("17", "not_an_object")]
    [InlineData("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{}}}}}}}}}", "too_deep")]
    [InlineData("{\"time\":\"never\"}", "invalid_time")]
    [InlineData("{\"a\":01}", "invalid_json")]
    public async Task A_bad_record_is_durable_in_quarantine_so_the_message_is_done_with(string data, string reason)
    {
        await using var host = await StartAsync();

        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", data)));

        Assert.Empty(host.Stored.Records);
        Assert.Equal(("own", reason), (host.Stored.Quarantine.Single().Tenant, host.Stored.Quarantine.Single().Reason));
    }

    [Theory]
    [InlineData("no message at all")]
    [InlineData("""{"id":"1","source":"a","data":{"message":"half""")]
    [InlineData("""{"id":"1","source":"a"}""")]
    [InlineData("""{"id":"1","source":"a","data_base64":"!!!"}""")]
    [InlineData("""{"id":"1","source":"a","data_base64":"CgMBAgM="}""")]
    public async Task What_is_no_readable_message_is_kept_in_quarantine(string body)
    {
        await using var host = await StartAsync();

        Assert.Equal("SUCCESS", await host.DeliverAsync(body));

        Assert.Empty(host.Stored.Records);
        Assert.Single(host.Stored.Quarantine);
    }

    [Fact]
    public async Task P8_A_number_of_nineteen_digits_survives_and_so_does_one_in_quotes()
    {
        await using var host = await StartAsync();

        await host.DeliverAsync(Event("1", """{"n":9223372036854775807,"time":1772600767123456789}"""));
        await host.DeliverAsync(Event("2", """{"n":"9223372036854775807","time":"1772600767123456789"}"""));

        Assert.All(
            host.Stored.Records,
            r => Assert.Equal(("9223372036854775807", 1772600767123456789), (r["n"], r.TimeUnixNano))
        );
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task P13_When_storage_is_full_the_message_is_to_be_sent_again_and_then_it_counts()
    {
        await using var host = await StartAsync();
        host.Stored.IsFull = true;
        Assert.Equal("RETRY", await host.DeliverAsync(Event("1", Message)));

        host.Stored.IsFull = false;
        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", Message)));

        Assert.Single(host.Stored.Records);
    }

    [Theory]
    [InlineData("/dapr/logs", "dapr")]
    [InlineData("/dapr/traces", "dapr_traces")]
    public async Task P13_When_the_spool_has_no_room_the_message_is_to_be_sent_again_before_it_is_decoded(
        string route,
        string source
    )
    {
        await using var host = await StartAsync();
        using var refusals = new Counted(host.Meters, "monolith.ingest.refused");
        host.Stored.FreeBytes = 0;

        Assert.Equal("RETRY", await host.DeliverAsync(Event("1", Message), route));

        Assert.Empty(host.Stored.Quarantine);
        Assert.Equal([$"spool_full {source}"], refusals.Tags);
    }

    [Fact]
    public async Task P13_What_storage_had_no_room_for_is_not_charged()
    {
        await using var host = await StartAsync(
            "Modules:Ingest:Quotas:Keys:dapr:RecordsPerSecond=1",
            "Modules:Ingest:Quotas:Burst=00:00:01"
        );
        using var refusals = new Counted(host.Meters, "monolith.ingest.refused");
        host.Stored.IsFull = true;
        Assert.Equal("RETRY", await host.DeliverAsync(Event("1", "[{},{},{}]")));

        host.Stored.IsFull = false;
        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", "[{},{},{}]")));
        Assert.Equal("RETRY", await host.DeliverAsync(Event("2", Message)));

        Assert.Equal(3, host.Stored.Records.Count);
        Assert.Equal(["overloaded dapr", "quota_of_key dapr"], refusals.Tags);
    }

    [Fact]
    public async Task P13_A_message_is_dropped_only_when_it_can_never_be_kept()
    {
        await using var host = await StartAsync("Modules:Ingest:MaxBodyBytes=1024", "Modules:Ingest:MaxRecords=2");

        Assert.Equal("DROP", await host.DeliverAsync(Event("1", $"{{\"message\":\"{new string('x', 2000)}\"}}")));
        Assert.Equal("DROP", await host.DeliverAsync(Event("2", "[{},{},{}]")));
        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("3", "nonsense")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    public async Task P13_A_subscribed_route_never_answers_404(string body)
    {
        await using var host = await StartAsync();
        foreach (var route in new[] { "/dapr/logs", "/dapr/events", "/dapr/traces" })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");

            Assert.Equal(HttpStatusCode.OK, (await host.Http.PostAsync(route, content)).StatusCode);
        }
    }

    [Fact]
    public async Task P14_The_same_event_twice_is_stored_once()
    {
        await using var host = await StartAsync();

        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", Message)));
        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", Message)));
        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", Message, source: "other")));

        Assert.Equal(["checkout", "other"], host.Stored.Records.Select(r => r.Service));
    }

    [Fact]
    public async Task P14_Of_two_deliveries_of_one_event_at_the_same_time_the_second_waits_for_the_first()
    {
        await using var host = await StartAsync();
        var gate = new TaskCompletionSource();
        host.Stored.Gate = gate.Task;
        var first = host.DeliverAsync(Event("1", Message));
        var second = host.DeliverAsync(Event("1", Message));
        Assert.NotSame(await Task.WhenAny(first, second, Task.Delay(100)), first);

        gate.SetResult();

        Assert.Equal(["SUCCESS", "SUCCESS"], await Task.WhenAll(first, second));
        Assert.Single(host.Stored.Records);
    }

    [Fact]
    public async Task An_event_becomes_a_record_under_the_name_of_its_type()
    {
        await using var host = await StartAsync();
        var opened = Event("1", """{"message":"opened","door":3}""")
            .Replace("com.dapr.event.sent", "door.opened", StringComparison.Ordinal);

        await host.DeliverAsync(opened, "/dapr/events");
        await host.DeliverAsync(Event("2", "\"just \\\"text\\\"\""), "/dapr/events");
        await host.DeliverAsync(Event("3", "[1,2]"), "/dapr/events");
        await host.DeliverAsync(Binary("4", [0xFF, 0xFE]), "/dapr/events");

        Assert.Equal(
            [
                ("door.opened", "opened"),
                ("com.dapr.event.sent", "just \"text\""),
                ("com.dapr.event.sent", "[1,2]"),
                ("com.dapr.event.sent", "//4="),
            ],
            host.Stored.Records.Select(r => (r.EventName, r.Body))
        );
        Assert.Equal("3", host.Stored.Records[0]["door"]);
    }

    [Fact]
    public async Task Bare_messages_count_each_time_unless_equal_ones_are_to_count_once()
    {
        var wrapped =
            """{"id":"RANDOM","source":"Dapr","type":"com.dapr.event.sent","specversion":"1.0","datacontenttype":"application/octet-stream","data_base64":"eyJtZXNzYWdlIjoicmF3In0="}""";
        foreach (
            var (settings, stored) in new[]
            {
                (new[] { "RawPayload=true" }, 2),
                (["RawPayload=true", "CountEqualMessagesOnce=true"], 1),
            }
        )
        {
            await using var host = await StartAsync(settings);

            await host.DeliverAsync(wrapped.Replace("RANDOM", "1", StringComparison.Ordinal));
            await host.DeliverAsync(wrapped.Replace("RANDOM", "2", StringComparison.Ordinal));

            Assert.Equal(stored, host.Stored.Records.Count);
            Assert.All(host.Stored.Records, r => Assert.Equal(("raw", "unknown_service"), (r.Body, r.Service)));
            Assert.All(host.Stored.Records, r => Assert.Empty(r.Attributes));
        }
    }
}
