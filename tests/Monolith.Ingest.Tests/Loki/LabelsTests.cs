using Monolith.Ingest.Tests.Loki.Messages;
using Monolith.Processing.Contracts;

namespace Monolith.Ingest.Tests.Loki;

/// <summary>How the labels of a stream and the metadata of a line become a record.</summary>
public sealed class LabelsTests
{
    [Theory]
    [InlineData("""{job="shop"}""", "job=shop")]
    [InlineData("""{job="shop",level_of="x"}""", "job=shop|level_of=x")]
    [InlineData("""  { job = "shop" , b= "c" , }  """, "job=shop|b=c")]
    [InlineData(
        """{a="q\"uote", b="back\\slash", c="line\nend\t", d="\u00e4\x41\U0001F600"}""",
        "a=q\"uote|b=back\\slash|c=line\nend\t|d=äA😀"
    )]
    [InlineData("""{a=`raw \n "text"`}""", "a=raw \\n \"text\"")]
    [InlineData("""{"service.version"="1.2", a="}", b="{,="}""", "service.version=1.2|a=}|b={,=")]
    [InlineData("""{a="", b="x"}""", "b=x")]
    [InlineData("""{}""", "")]
    public void Labels_are_read_as_prometheus_writes_them(string labels, string expected)
    {
        var (_, stored) = Some.Decode(Some.Request(labels, Some.Entry("hello")));

        Assert.Equal(expected, string.Join('|', stored.Records.Single().Resource.Select(r => $"{r.Key}={r.Value}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("job=\"shop\"")]
    [InlineData("{job=\"shop\"")]
    [InlineData("{job=shop}")]
    [InlineData("{job=\"shop}")]
    [InlineData("{job=\"shop\\\"}")]
    [InlineData("{job=\"sh\\op\"}")]
    [InlineData("{job=\"\\u12\"}")]
    [InlineData("{job=\"\\ud83d\"}")]
    [InlineData("{=\"shop\"}")]
    [InlineData("{job}")]
    [InlineData("{job=}")]
    [InlineData("{job!=\"shop\"}")]
    [InlineData("{job=\"a\" app=\"b\"}")]
    [InlineData("{,}")]
    [InlineData("{job=\"a\"b\"}")]
    public void Lines_of_a_stream_whose_labels_cannot_be_read_are_refused_and_other_streams_are_kept(string labels)
    {
        var request = Some.Request(labels, Some.Entry("bad"), Some.Entry("bad too"));
        request.Streams.Add(Some.Request("{job=\"good\"}", Some.Entry("kept")).Streams);

        var (outcome, stored) = Some.Decode(request);

        Assert.Equal(["kept"], stored.Records.Select(r => r.Body));
        Assert.Equal((1, 2), (outcome.Accepted, outcome.Rejected));
        Assert.All(outcome.Rejections, r => Assert.Equal(RejectReason.InvalidLabels, r.Reason));
    }

    [Theory]
    [InlineData("""{job="j", container="c", app="a", service="s", service_name="n"}""", "n")]
    [InlineData("""{job="j", container="c", app="a", service="s"}""", "s")]
    [InlineData("""{job="j", container="c", app="a"}""", "a")]
    [InlineData("""{job="j", container="c", name="x"}""", "x")]
    [InlineData("""{job="j", container="c"}""", "c")]
    [InlineData("""{job="j", component="k"}""", "k")]
    [InlineData("""{job="j", filename="/var/log/x"}""", "j")]
    [InlineData("""{filename="/var/log/x"}""", "unknown_service")]
    public void The_service_is_found_in_lokis_order(string labels, string service)
    {
        var (_, stored) = Some.Decode(Some.Request(labels, Some.Entry("hello")));

        Assert.Equal(service, stored.Records.Single().Service);
    }

    [Fact]
    public void Labels_become_the_resource_and_those_that_opentelemetry_names_get_its_names()
    {
        var (_, stored) = Some.Decode(
            Some.Request("""{service_name="shop", host="web-1", pod="shop-7", level="warn"}""", Some.Entry("hello"))
        );

        Assert.Equal(
            [("service.name", "shop"), ("host.name", "web-1"), ("pod", "shop-7")],
            stored.Records.Single().Resource
        );
    }

    [Theory]
    [InlineData("""{level="warning"}""", null, null, "plain", 13, "warning")]
    [InlineData("""{level="warning"}""", "level", "error", "plain", 13, "warning")]
    [InlineData("""{level="info"}""", "detected_level", "error", "plain", 17, "error")]
    [InlineData("""{job="x"}""", "severity", "ERROR", "plain", 17, "ERROR")]
    [InlineData("""{severity="info", level="debug"}""", null, null, "plain", 5, "debug")]
    [InlineData("""{level="50"}""", null, null, "plain", 17, "ERROR")]
    [InlineData("""{level="loud"}""", null, null, "plain", 0, "loud")]
    [InlineData("""{job="x"}""", null, null, "{\"level\":\"warn\",\"msg\":\"m\"}", 13, "warn")]
    [InlineData("""{job="x"}""", null, null, "{\"level\":50}", 17, "ERROR")]
    [InlineData("""{level="info"}""", null, null, "{\"level\":50}", 9, "info")]
    [InlineData("""{job="x"}""", null, null, "{\"level\":\"warn\"", 0, "")]
    [InlineData("""{job="x"}""", null, null, "plain", 0, "")]
    public void The_severity_is_found_in_lokis_order(
        string labels,
        string? name,
        string? value,
        string line,
        int severity,
        string text
    )
    {
        var entry = name is null ? Some.Entry(line) : Some.Entry(line, (name, value!));

        var (_, stored) = Some.Decode(Some.Request(labels, entry));

        var record = stored.Records.Single();
        Assert.Equal((severity, text, line), (record.Severity, record.SeverityText, record.Body));
    }

    [Fact]
    public void Metadata_become_ids_and_attributes()
    {
        var (_, stored) = Some.Decode(
            Some.Request(
                """{job="shop", level="info"}""",
                Some.Entry(
                    "hello",
                    ("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"),
                    ("span_id", "00f067aa0ba902b7"),
                    ("user_id", "u-1"),
                    ("level", "warn"),
                    ("order", "17"),
                    ("empty", "")
                )
            )
        );

        var record = stored.Records.Single();
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.TraceId, record.SpanId));
        Assert.Equal(("u-1", 9), (record.UserId, record.Severity));
        Assert.Equal([("order", "17"), ("empty", ""), ("level", "warn")], record.Attributes);
    }

    [Fact]
    public void A_line_that_is_an_object_stays_the_body_and_lends_its_ids_where_nothing_else_tells_them()
    {
        const string Line =
            """{"level":"error","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","service":"line","correlation_id":"c\u002d1","request_id":7,"user_id":null,"nested":{"level":"debug"},"msg":"m"}""";

        var (_, stored) = Some.Decode(
            new PushRequest
            {
                Streams =
                {
                    Some.Request("{filename=\"f\"}", Some.Entry(Line)).Streams,
                    Some.Request(
                        "{job=\"j\"}",
                        Some.Entry(Line, ("trace_id", "00000000000000000000000000000001"))
                    ).Streams,
                },
            }
        );

        var (alone, told) = (stored.Records[0], stored.Records[1]);
        Assert.Equal(
            (Line, "line", 17, "c-1", "7", ""),
            (alone.Body, alone.Service, alone.Severity, alone.CorrelationId, alone.RequestId, alone.UserId)
        );
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (alone.TraceId, alone.SpanId));
        Assert.Equal((Line, "j", "00000000000000000000000000000001"), (told.Body, told.Service, told.TraceId));
        Assert.Empty(alone.Attributes);
    }
}
