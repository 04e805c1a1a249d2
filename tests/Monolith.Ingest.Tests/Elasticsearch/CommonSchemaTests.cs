namespace Monolith.Ingest.Tests.Elasticsearch;

public sealed class CommonSchemaTests
{
    [Fact]
    public void Fields_of_the_common_schema_go_where_OpenTelemetry_has_them()
    {
        var record = Bulk.Store(
                "app",
                """{"@timestamp":"2026-03-04T05:06:07.123Z","message":"GET /a","log":{"level":"warn","logger":"web"},"service":{"name":"shop","version":"1.2"},"trace":{"id":"4bf92f3577b34da6a3ce929d0e0e4736"},"span":{"id":"00f067aa0ba902b7"},"transaction":{"id":"b7ad6b7169203331"},"http":{"request":{"method":"GET","id":"r-1"},"response":{"status_code":404}},"url":{"full":"http://shop/a?b","path":"/a"},"user":{"id":"u-1","name":"zoe"},"client":{"ip":"127.0.0.1"},"user_agent":{"original":"curl/8"},"event":{"duration":2500000,"dataset":"shop.log"},"error":{"type":"Oops","message":"it broke","stack_trace":"Oops: it broke\n  at a","code":"7"},"host":{"name":"web-1","os":{"type":"linux"}},"labels":{"team":"a"},"tags":["x","y"],"ecs":{"version":"8.11.0"}}"""
            )
            .Single();

        Assert.Equal(
            ("GET /a", "shop", 13, "warn"),
            (record.Body, record.Service, record.Severity, record.SeverityText)
        );
        Assert.Equal(IngestHost.Now.AddMilliseconds(123), record.Time);
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (record.TraceId, record.SpanId));
        Assert.Equal(("GET", "http://shop/a?b", 404), (record.HttpMethod, record.HttpUrl, record.HttpStatus));
        Assert.Equal(
            ("u-1", "127.0.0.1", "curl/8", "r-1", 2.5),
            (record.UserId, record.ClientAddress, record.UserAgent, record.RequestId, record.DurationMs)
        );
        Assert.Equal([("host.name", "web-1")], record.Resource);
        Assert.Equal(
            [
                ("log.logger", "web"),
                ("service.version", "1.2"),
                ("transaction.id", "b7ad6b7169203331"),
                ("url.path", "/a"),
                ("user.name", "zoe"),
                ("event.dataset", "shop.log"),
                ("error.code", "7"),
                ("host.os.type", "linux"),
                ("labels.team", "a"),
                ("tags", """["x","y"]"""),
                ("ecs.version", "8.11.0"),
                ("exception.type", "Oops"),
                ("exception.message", "it broke"),
                ("exception.stacktrace", "Oops: it broke\n  at a"),
                ("elasticsearch.index", "app"),
            ],
            // What enriching adds comes last.
            record.Attributes.TakeWhile(attribute => attribute.Key != "user_agent.name")
        );
    }

    [Fact]
    public void Names_with_dots_mean_the_same_as_nested_ones()
    {
        var record = Bulk.Store(
                "app",
                """{"log.level":"error","trace.id":"4bf92f3577b34da6a3ce929d0e0e4736","transaction.id":"b7ad6b7169203331","service.name":"shop","host.name":"web-1","error.type":"E","event.duration":1e6}"""
            )
            .Single();

        Assert.Equal(("shop", 17, "b7ad6b7169203331"), (record.Service, record.Severity, record.SpanId));
        Assert.Equal([("host.name", "web-1")], record.Resource);
        Assert.Equal("E", record["exception.type"]);
        Assert.Equal("1e6", record["event.duration"]);
    }

    [Theory]
    [InlineData("{\"log\":\"a line\\n\",\"stream\":\"stdout\"}", "a line\n")]
    [InlineData("{\"log\":\"raw\",\"message\":\"said\"}", "said")]
    public void What_fluent_bit_calls_log_is_the_body_where_there_is_no_message(string document, string body)
    {
        Assert.Equal(body, Bulk.Store("app", document).Single().Body);
    }

    [Theory]
    [InlineData("{}", "app", "unknown_service")]
    [InlineData("{}", "logs-nginx.access-default", "nginx.access")]
    [InlineData("{}", "logs-generic-default", "unknown_service")]
    [InlineData("{}", "logs-2026", "unknown_service")]
    [InlineData("{\"data_stream\":{\"dataset\":\"mysql.slow\"}}", "logs-x-default", "mysql.slow")]
    [InlineData("{\"data_stream\":{\"dataset\":\"generic\"}}", "logs-generic-default", "unknown_service")]
    [InlineData("{\"data_stream\":{\"dataset\":\"a\"},\"service\":{\"name\":\"b\"}}", "logs-a-default", "b")]
    public void The_dataset_is_the_service_where_no_service_is_named(string document, string index, string service)
    {
        Assert.Equal(service, Bulk.Store(index, document).Single().Service);
    }

    [Fact]
    public void Each_record_has_the_host_of_its_own_document()
    {
        string[] documents =
        [
            """{"host":"a"}""",
            """{"host":{"name":"a"}}""",
            """{"host":{"name":"q\u0022\u0022"}}""",
            """{"host":{"name":"z\u0022\u0022"}}""",
            """{"x":1}""",
            """{"host":{"name":"b"}}""",
        ];

        var records = Bulk.Store("app", documents);

        Assert.Equal(
            ["a", "a", "q\"\"", "z\"\"", "", "b"],
            records.Select(r => r.Resource.Select(a => a.Value).SingleOrDefault(""))
        );
    }
}
