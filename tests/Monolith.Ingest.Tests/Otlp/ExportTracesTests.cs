using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Monolith.Ingest.Tests.Otlp.Messages;
using SpanKind = Monolith.Platform.Signals.SpanKind;
using SpanStatus = Monolith.Platform.Signals.SpanStatus;

namespace Monolith.Ingest.Tests.Otlp;

public sealed class ExportTracesTests
{
    [Fact]
    public async Task Every_field_of_an_export_is_stored()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Some.TraceRequest(Some.Span()).ToByteArray());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        AssertIsSomeSpan(host.Stored.Spans.Single());
    }

    [Fact]
    public async Task The_json_form_of_an_export_is_stored_the_same()
    {
        await using var host = await IngestHost.StartAsync();
        var json = """
            {"resourceSpans":[{"schemaUrl":"u","scopeSpans":[{"spans":[{
              "traceId":"0102030405060708090A0B0C0D0E0F10","spanId":"0102030405060708","parentSpanId":"0807060504030201",
              "traceState":"vendor=1","name":"GET /orders","kind":2,"startTimeUnixNano":"START","endTimeUnixNano":"END",
              "attributes":[
                {"key":"http.request.method","value":{"stringValue":"GET"}},
                {"key":"http.route","value":{"stringValue":"/orders"}},
                {"key":"http.response.status_code","value":{"intValue":503}},
                {"key":"peer.service","value":{"stringValue":"payment"}},
                {"key":"db.system","value":{"stringValue":"postgresql"}},
                {"key":"correlation_id","value":{"stringValue":"c-1"}},
                {"key":"request_id","value":{"stringValue":"r-1"}},
                {"key":"enduser.id","value":{"stringValue":"u-1"}},
                {"key":"text","value":{"stringValue":"\u00e4"}},
                {"key":"list","value":{"kvlistValue":{"values":[{"key":"a","value":{"arrayValue":{"values":[{"stringValue":"b"},{"intValue":"2"}]}}}]}}}],
              "droppedAttributesCount":1,"droppedEventsCount":2,"droppedLinksCount":3,
              "events":[{"timeUnixNano":"EVENT","name":"exception","droppedAttributesCount":4,
                "attributes":[{"key":"exception.type","value":{"stringValue":"Refused"}}]},{"name":"retry"}],
              "links":[{"traceId":"00000000000000000000000000000005","spanId":"0808080808080808","traceState":"other=1",
                "attributes":[{"key":"why","value":{"stringValue":"batch"}}],"flags":257},{}],
              "status":{"code":2,"message":"no"},"flags":259
            }],"scope":{"name":"Orders","version":"1.2","attributes":[{"key":"x","value":{"stringValue":"y"}}]}}],
            "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"order"}},{"key":"process.pid","value":{"intValue":"42"}}]}}]}
            """;
        json = json.Replace("START", $"{Some.UnixNano + 7}", StringComparison.Ordinal)
            .Replace("END", $"{Some.UnixNano + 2_000_007}", StringComparison.Ordinal)
            .Replace("EVENT", $"{Some.UnixNano + 8}", StringComparison.Ordinal);

        var response = await PostJsonAsync(host, json);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
        AssertIsSomeSpan(host.Stored.Spans.Single());
    }

    [Fact]
    public async Task Rejected_spans_are_told_as_partial_success_in_the_encoding_of_the_request()
    {
        await using var host = await IngestHost.StartAsync();

        var protobuf = await PostAsync(host, Some.TraceRequest(Some.Span(), new Span()).ToByteArray());
        var json = await PostJsonAsync(host, """{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}""");

        var partial = ExportResponse.Parser.ParseFrom(await protobuf.Content.ReadAsByteArrayAsync()).PartialSuccess;
        Assert.Equal(1, partial.RejectedLogRecords); // the number of the field is the same for spans
        Assert.Contains("record 2: invalid_span", partial.ErrorMessage, StringComparison.Ordinal);
        var answer = JsonDocument.Parse(await json.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("1", answer.GetProperty("partialSuccess").GetProperty("rejectedSpans").GetString());
        Assert.Single(host.Stored.Spans);
        Assert.All(host.Stored.Quarantine, q => Assert.Equal("invalid_span", q.Reason));
    }

    [Fact]
    public async Task A_compressed_export_is_stored()
    {
        await using var host = await IngestHost.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Some.TraceRequest(Some.Span()).ToByteArray());
        }

        using var content = Protobuf(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        var response = await host.Http.PostAsync("/v1/traces", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertIsSomeSpan(host.Stored.Spans.Single());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"resourceSpans\":[{]}")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"no hex\"}]}]}]}")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":\"server\"}]}]}]}")]
    public async Task Json_that_is_no_export_is_refused_as_a_whole(string json)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostJsonAsync(host, json);

        var status = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(3, status.GetProperty("code").GetInt32());
        Assert.Empty(host.Stored.Spans);
    }

    [Fact]
    public async Task Bytes_that_are_no_export_are_refused_as_a_whole()
    {
        await using var host = await IngestHost.StartAsync();
        var bytes = Some.TraceRequest(Some.Span()).ToByteArray();

        var response = await PostAsync(host, bytes[..^3]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(3, Status.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).Code);
        Assert.Empty(host.Stored.Spans);
    }

    [Fact]
    public async Task A_full_spool_is_a_503_that_says_when_to_come_back()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var response = await PostAsync(host, Some.TraceRequest(Some.Span()).ToByteArray());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task An_export_that_is_sent_again_under_its_name_counts_once()
    {
        await using var host = await IngestHost.StartAsync();
        host.Http.DefaultRequestHeaders.Add("Idempotency-Key", "batch-1");

        var first = await PostAsync(host, Some.TraceRequest(Some.Span()).ToByteArray());
        var second = await PostAsync(host, Some.TraceRequest(Some.Span()).ToByteArray());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Single(host.Stored.Spans);
    }

    [Fact]
    public async Task Whoever_has_no_key_is_not_let_in_and_a_tenant_is_that_of_the_key()
    {
        await using var host = await IngestHost.StartAsync();
        using var stranger = new HttpClient { BaseAddress = host.Http.BaseAddress };
        using var content = Protobuf(Some.TraceRequest(Some.Span()).ToByteArray());

        var refused = await stranger.PostAsync("/v1/traces", content);
        var span = Some.Span();
        span.Attributes.Add(Some.Pair("tenant", Some.Value("other")));
        await PostAsync(host, Some.TraceRequest(span).ToByteArray());

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("acme", Assert.Single(host.Stored.Spans).Tenant);
    }

    [Fact]
    public async Task A_span_that_is_too_large_or_nested_too_deep_is_rejected_alone()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxRecordBytes=4096");
        var deep = Some.Value("x");
        for (var i = 0; i < 10; i++)
        {
            deep = Some.List(Some.Pair("k", deep));
        }

        var nested = Some.Span();
        nested.Events[0].Attributes.Add(Some.Pair("deep", deep));

        await PostAsync(
            host,
            Some.TraceRequest(Some.Span(new string('x', 5000)), nested, Some.Span("kept")).ToByteArray()
        );

        Assert.Equal(["record_too_large", "too_deep"], host.Stored.Quarantine.Select(q => q.Reason));
        Assert.Equal("kept", Assert.Single(host.Stored.Spans).Name);
    }

    [Fact]
    public async Task Other_content_types_are_a_415()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await host.Http.PostAsync("/v1/traces", new StringContent("x", Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static void AssertIsSomeSpan(StoredSpan span)
    {
        Assert.Equal(("acme", "order", "Orders", "GET /orders"), (span.Tenant, span.Service, span.Scope, span.Name));
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", span.TraceId);
        Assert.Equal(
            ("0102030405060708", "0807060504030201", "vendor=1"),
            (span.SpanId, span.ParentSpanId, span.TraceState)
        );
        Assert.Equal((SpanKind.Server, SpanStatus.Error, "no"), (span.Kind, span.Status, span.StatusMessage));
        Assert.Equal(
            ((long)Some.UnixNano + 7, (long)Some.UnixNano + 2_000_007),
            (span.StartUnixNano, span.EndUnixNano)
        );
        Assert.Equal(("GET", "/orders", 503), (span.HttpMethod, span.HttpRoute, span.HttpStatus));
        Assert.Equal(("payment", "postgresql"), (span.PeerService, span.DbSystem));
        Assert.Equal(("c-1", "r-1", "u-1"), (span.CorrelationId, span.RequestId, span.UserId));
        Assert.Equal([("service.name", "order"), ("process.pid", "42")], span.Resource);
        Assert.Equal(
            [
                ("list.a", """["b",2]"""),
                ("otel.dropped_attributes_count", "1"),
                ("otel.dropped_events_count", "2"),
                ("otel.dropped_links_count", "3"),
                ("otel.scope.version", "1.2"),
                ("otel.scope.x", "y"),
                ("text", "ä"),
                ("trace_flags", "3"),
            ],
            span.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal)
        );
        Assert.Equal(
            [
                $"{Some.UnixNano + 8} exception exception.type=Refused,otel.dropped_attributes_count=4",
                $"{Some.UnixNano + 7} retry ",
            ],
            span.Events.Select(Sorted)
        );
        Assert.Equal(
            ["00000000000000000000000000000005 0808080808080808 trace_state=other=1,why=batch", "  "],
            span.Links.Select(Sorted)
        );
    }

    // The order of attributes is that of the fields on the wire, which the two encodings are free to choose.
    private static string Sorted(string item)
    {
        var at = item.LastIndexOf(' ') + 1;
        return item[..at] + string.Join(',', item[at..].Split(',').Order(StringComparer.Ordinal));
    }

    private static async Task<HttpResponseMessage> PostAsync(IngestHost host, byte[] protobuf)
    {
        using var content = Protobuf(protobuf);
        return await host.Http.PostAsync("/v1/traces", content);
    }

    private static ByteArrayContent Protobuf(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return content;
    }

    private static async Task<HttpResponseMessage> PostJsonAsync(IngestHost host, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await host.Http.PostAsync("/v1/traces", content);
    }
}
