using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Monolith.Ingest.Tests.Otlp.Messages;

namespace Monolith.Ingest.Tests.Otlp;

public sealed class ExportLogsTests
{
    [Fact]
    public async Task Every_field_of_an_export_is_stored()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostAsync(host, Some.ExportRequest(Some.LogRecord()).ToByteArray());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        AssertIsSomeRecord(host.Stored.Records.Single());
    }

    [Fact]
    public async Task The_json_form_of_an_export_is_stored_the_same()
    {
        await using var host = await IngestHost.StartAsync();
        var json = """
            {"resourceLogs":[{"schemaUrl":"u","scopeLogs":[{"logRecords":[{
              "attributes":[
                {"value":{"stringValue":"\u00e4"},"key":"text"},
                {"key":"yes","value":{"boolValue":true}},
                {"key":"int","value":{"intValue":"-5"}},
                {"key":"double","value":{"doubleValue":1.5}},
                {"key":"bytes","value":{"bytesValue":"AQID"}},
                {"key":"none","value":{}},
                {"key":"array","value":{"arrayValue":{"values":[{"stringValue":"a\"b"},{"intValue":2},{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"v"}}]}}]}}},
                {"key":"list","value":{"kvlistValue":{"values":[{"key":"a","value":{"stringValue":"b"}},{"key":"deep","value":{"kvlistValue":{"values":[{"key":"c","value":{"intValue":1}}]}}}]}}},
                {"key":"http.response.status_code","value":{"intValue":503}}],
              "timeUnixNano":"TIME","observedTimeUnixNano":"SEEN",
              "severityNumber":18,"severityText":"Error!","body":{"stringValue":"hello"},"droppedAttributesCount":3,
              "flags":1,"traceId":"0102030405060708090A0B0C0D0E0F10","spanId":"0102030405060708","eventName":"something.happened","unknown":[{}]
            }],"scope":{"name":"Orders","version":"1.2","attributes":[{"key":"x","value":{"stringValue":"y"}}]}}],
            "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"order"}},{"key":"process.pid","value":{"intValue":"42"}}]}}]}
            """;

        json = json.Replace("TIME", $"{Some.UnixNano + 7}", StringComparison.Ordinal)
            .Replace("SEEN", $"{Some.UnixNano + 9}", StringComparison.Ordinal);

        var response = await PostJsonAsync(host, json);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync());
        AssertIsSomeRecord(host.Stored.Records.Single());
    }

    [Fact]
    public async Task Rejected_records_are_told_as_partial_success_in_the_encoding_of_the_request()
    {
        await using var host = await IngestHost.StartAsync();
        var ahead = Some.LogRecord();
        ahead.TimeUnixNano = Some.UnixNano + (25UL * 3600 * 1_000_000_000);
        var request = Some.ExportRequest(Some.LogRecord(), ahead, Some.LogRecord());

        var response = await PostAsync(host, request.ToByteArray());

        var partial = ExportResponse.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).PartialSuccess;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, partial.RejectedLogRecords);
        Assert.Contains("record 2: time_too_far_ahead", partial.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(2, host.Stored.Records.Count);
        Assert.Equal(2, host.Stored.Quarantine.Single().Position);
    }

    [Fact]
    public async Task Rejected_records_are_told_in_json_to_who_sent_json()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostJsonAsync(
            host,
            """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","body":{"stringValue":"old"}}]}]}]}"""
        );

        var partial = JsonDocument
            .Parse(await response.Content.ReadAsStringAsync())
            .RootElement.GetProperty("partialSuccess");
        Assert.Equal("1", partial.GetProperty("rejectedLogRecords").GetString());
        Assert.Contains(
            "time_before_retention",
            partial.GetProperty("errorMessage").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_no_export_is_a_400_with_a_status_message_and_nothing_is_kept()
    {
        await using var host = await IngestHost.StartAsync();
        var whole = Some.ExportRequest(Some.LogRecord()).ToByteArray();

        var response = await PostAsync(host, whole[..^5]);

        var status = Status.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(3, status.Code);
        Assert.NotEmpty(status.Message);
        Assert.Empty(host.Stored.Records);
    }

    [Theory]
    [InlineData("""{"resourceLogs":""")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"soon"}]}]}]}""")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"xyz"}]}]}]}""")]
    [InlineData("""{"resourceLogs":[{"scopeLogs":[{"logRecords":["x"]}]}]}""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{} {}")]
    public async Task Json_that_is_no_export_is_a_400_with_a_status_in_json(string json)
    {
        await using var host = await IngestHost.StartAsync();

        var response = await PostJsonAsync(host, json);

        var status = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(3, status.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_full_spool_is_a_503_that_says_when_to_come_back()
    {
        await using var host = await IngestHost.StartAsync();
        host.Stored.IsFull = true;

        var response = await PostAsync(host, Some.ExportRequest(Some.LogRecord()).ToByteArray());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        Assert.Equal(14, Status.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).Code);
    }

    [Fact]
    public async Task A_body_above_the_bound_is_a_413_with_a_status()
    {
        await using var host = await IngestHost.StartAsync("Modules:Ingest:MaxBodyBytes=1024");

        var response = await PostAsync(host, Some.ExportRequest(Some.LogRecord(new string('x', 2000))).ToByteArray());

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.NotEmpty(Status.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync()).Message);
    }

    [Fact]
    public async Task Other_content_types_are_a_415()
    {
        await using var host = await IngestHost.StartAsync();

        var response = await host.Http.PostAsync("/v1/logs", new StringContent("x", Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("application/x-protobuf", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static void AssertIsSomeRecord(StoredRecord record)
    {
        Assert.Equal(("acme", "otlp", "order", "hello"), (record.Tenant, record.Source, record.Service, record.Body));
        Assert.Equal((18, "Error!", "something.happened"), (record.Severity, record.SeverityText, record.EventName));
        Assert.Equal((long)Some.UnixNano + 7, record.TimeUnixNano);
        Assert.Equal((long)Some.UnixNano + 9, record.ObservedTimeUnixNano);
        Assert.Equal("0102030405060708090a0b0c0d0e0f10", record.TraceId);
        Assert.Equal(("0102030405060708", 503), (record.SpanId, record.HttpStatus));
        Assert.Equal([("service.name", "order"), ("process.pid", "42")], record.Resource);
        Assert.Equal(
            [
                ("array", """["a\"b",2,{"k":"v"}]"""),
                ("bytes", "AQID"),
                ("double", "1.5"),
                ("int", "-5"),
                ("list.a", "b"),
                ("list.deep.c", "1"),
                ("none", ""),
                ("otel.dropped_attributes_count", "3"),
                ("otel.scope.name", "Orders"),
                ("otel.scope.version", "1.2"),
                ("otel.scope.x", "y"),
                ("text", "ä"),
                ("trace_flags", "1"),
                ("yes", "true"),
            ],
            record.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal)
        );
    }

    private static async Task<HttpResponseMessage> PostAsync(IngestHost host, byte[] protobuf)
    {
        using var content = new ByteArrayContent(protobuf);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return await host.Http.PostAsync("/v1/logs", content);
    }

    private static async Task<HttpResponseMessage> PostJsonAsync(IngestHost host, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await host.Http.PostAsync("/v1/logs", content);
    }
}
