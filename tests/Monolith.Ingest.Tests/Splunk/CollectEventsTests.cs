using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Monolith.Ingest.Splunk;

namespace Monolith.Ingest.Tests.Splunk;

public sealed class CollectEventsTests
{
    private const string Channel = "18654C28-165E-4B1A-8E5A-6F1B0E0C2B11";

    [Theory]
    [InlineData("/services/collector")]
    [InlineData("/services/collector/event")]
    [InlineData("/services/collector/event/1.0")]
    public async Task Events_are_stored_and_answered_as_splunk_does(string path)
    {
        await using var host = await StartAsync();

        var (status, answer) = await PostAsync(host, path, """{"event":"a"}{"event":"b"}""");

        Assert.Equal((HttpStatusCode.OK, """{"text":"Success","code":0}"""), (status, answer));
        Assert.Equal(["a", "b"], host.Stored.Records.Select(r => r.Body));
        Assert.All(host.Stored.Records, r => Assert.Equal(("acme", "splunk"), (r.Tenant, r.Source)));
    }

    [Theory]
    [InlineData("/services/collector/raw")]
    [InlineData("/services/collector/raw/1.0")]
    public async Task Raw_text_has_its_metadata_in_the_query(string path)
    {
        await using var host = await StartAsync();

        var (status, answer) = await PostAsync(
            host,
            $"{path}?channel={Channel}&host=web-1&source=nginx&sourcetype=access&index=main&service=shop",
            "one\ntwo\r\n"
        );

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(JsonDocument.Parse(answer).RootElement.TryGetProperty("ackId", out _));
        Assert.Equal(["one", "two"], host.Stored.Records.Select(r => r.Body));
        Assert.All(host.Stored.Records, r => Assert.Equal(("shop", "web-1"), (r.Service, r.Resource[0].Value)));
        Assert.Equal("nginx", host.Stored.Records[0]["com.splunk.source"]);
    }

    [Fact]
    public async Task Good_events_are_a_success_whatever_stands_beside_them()
    {
        await using var host = await StartAsync();

        var (status, answer) = await PostAsync(
            host,
            "/services/collector",
            """{"event":"a"}{"event":""}{"event":"c"}"""
        );

        Assert.Equal((HttpStatusCode.OK, """{"text":"Success","code":0,"invalid-event-number":1}"""), (status, answer));
        Assert.Equal(["a", "c"], host.Stored.Records.Select(r => r.Body));
        Assert.Equal("blank_event", host.Stored.Quarantine.Single().Reason);
    }

    [Theory]
    [InlineData("", """{"text":"No data","code":5}""")]
    [InlineData(" \n", """{"text":"No data","code":5}""")]
    [InlineData("nonsense", """{"text":"Invalid data format","code":6,"invalid-event-number":0}""")]
    [InlineData("{\"time\":1}", """{"text":"Event field is required","code":12,"invalid-event-number":0}""")]
    [InlineData("{\"event\":\"\"}", """{"text":"Event field cannot be blank","code":13,"invalid-event-number":0}""")]
    public async Task A_request_without_any_good_event_is_refused_with_splunks_code(string body, string expected)
    {
        await using var host = await StartAsync();

        var (status, answer) = await PostAsync(host, "/services/collector", body);

        Assert.Equal((HttpStatusCode.BadRequest, expected), (status, answer));
    }

    [Fact]
    public async Task A_body_may_be_compressed()
    {
        await using var host = await StartAsync();
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(ClientBodies.DockerInline));
        }

        using var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        var response = await host.Http.PostAsync("/services/collector/event/1.0", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, host.Stored.Records.Count);
    }

    [Fact]
    public async Task What_a_request_may_not_say_is_refused_in_splunks_form()
    {
        await using var host = await StartAsync("Modules:Ingest:MaxBodyBytes=1024");
        using var broken = new StringContent("no gzip");
        broken.Headers.ContentEncoding.Add("gzip");
        using var unknown = new StringContent("{}");
        unknown.Headers.ContentEncoding.Add("zstd");

        var large = await PostAsync(host, "/services/collector", new string('x', 2000));
        var badGzip = await host.Http.PostAsync("/services/collector", broken);
        var badCoding = await host.Http.PostAsync("/services/collector", unknown);

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, """{"text":"Request entity too large","code":27}"""),
            large
        );
        Assert.Equal(HttpStatusCode.BadRequest, badGzip.StatusCode);
        Assert.Equal("""{"text":"Invalid data format","code":6}""", await badGzip.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, badCoding.StatusCode);
        Assert.Equal("""{"text":"Invalid data format","code":6}""", await badCoding.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_room_the_server_is_busy_and_says_when_to_come_back()
    {
        await using var host = await StartAsync();
        host.Stored.IsFull = true;

        var response = await host.Http.PostAsync("/services/collector", new StringContent("""{"event":"a"}"""));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("Retry-After").Single());
        Assert.Equal("""{"text":"Server is busy","code":9}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_client_must_show_a_token_even_where_nobody_asks_for_keys()
    {
        await using var host = await IngestHost.StartAsync();

        var (status, answer) = await PostAsync(host, "/services/collector", """{"event":"a"}""");

        Assert.Equal((HttpStatusCode.Unauthorized, """{"text":"Token is required","code":2}"""), (status, answer));
        Assert.Empty(host.Stored.Records);
    }

    [Theory]
    [InlineData(401, null, "", 401, """{"text":"Token is required","code":2}""")]
    [InlineData(401, null, "?token=x", 400, """{"text":"Query string authorization is not enabled","code":16}""")]
    [InlineData(401, "Token abc", "", 401, """{"text":"Invalid authorization","code":3}""")]
    [InlineData(401, "Splunk abc", "", 403, """{"text":"Invalid token","code":4}""")]
    [InlineData(401, "Basic eDphYmM=", "", 403, """{"text":"Invalid token","code":4}""")]
    [InlineData(403, "Splunk abc", "", 403, """{"text":"Invalid token","code":4}""")]
    [InlineData(429, "Splunk abc", "", 429, """{"text":"Server is busy","code":9}""")]
    public async Task Who_is_not_let_in_is_told_why_in_splunks_words(
        int status,
        string? authorization,
        string query,
        int answered,
        string expected
    )
    {
        var context = new DefaultHttpContext();
        context.Response.Body = new MemoryStream();
        context.Response.StatusCode = status;
        context.Request.Headers.Authorization = authorization;
        context.Request.QueryString = new QueryString(query);

        await new SplunkProblemForm().WriteAsync(context, new ProblemDetails { Status = status });

        Assert.Equal(answered, context.Response.StatusCode);
        Assert.Equal(expected, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    [Fact]
    public async Task Every_request_on_a_channel_has_a_number_that_is_acknowledged_at_once()
    {
        await using var host = await StartAsync();
        var first = await PostAsync(host, $"/services/collector?channel={Channel}", """{"event":"a"}""");
        var second = await PostAsync(host, $"/services/collector?channel={Channel}", """{"event":"b"}""");
        var (one, two) = (AckId(first.Answer), AckId(second.Answer));

        var (status, answer) = await PostAsync(
            host,
            $"/services/collector/ack?channel={Channel}",
            $$"""{"acks":[{{one}},{{two}},{{two + 1}},-1]}"""
        );

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(two > one);
        Assert.Equal($$$"""{"acks":{"{{{one}}}":true,"{{{two}}}":true,"{{{two + 1}}}":false,"-1":false}}""", answer);
    }

    [Theory]
    [InlineData("/services/collector/ack", "{\"acks\":[1]}", """{"text":"Data channel is missing","code":10}""")]
    [InlineData("/services/collector/ack?channel=x", "{\"acks\":[1]}", """{"text":"Invalid data channel","code":11}""")]
    [InlineData("/services/collector?channel=x", "{\"event\":1}", """{"text":"Invalid data channel","code":11}""")]
    [InlineData($"/services/collector/ack?channel={Channel}", "[]", """{"text":"Invalid data format","code":6}""")]
    [InlineData($"/services/collector/ack?channel={Channel}", "{}", """{"text":"Invalid data format","code":6}""")]
    [InlineData(
        $"/services/collector/ack?channel={Channel}",
        "{\"acks\":[\"x\"]}",
        """{"text":"Invalid data format","code":6}"""
    )]
    [InlineData($"/services/collector/ack?channel={Channel}", "", """{"text":"Invalid data format","code":6}""")]
    public async Task A_question_for_acknowledgements_needs_a_channel_and_numbers(
        string path,
        string body,
        string expected
    )
    {
        await using var host = await StartAsync();

        var (status, answer) = await PostAsync(host, path, body);

        Assert.Equal((HttpStatusCode.BadRequest, expected), (status, answer));
    }

    [Theory]
    [InlineData("/services/collector/health")]
    [InlineData("/services/collector/health/1.0")]
    public async Task Health_is_told_without_a_token_but_a_wrong_one_is_named(string path)
    {
        await using var host = await IngestHost.StartAsync();
        using var stranger = new HttpClient { BaseAddress = host.Http.BaseAddress };

        var healthy = await stranger.GetAsync(path);
        stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Splunk wrong");
        var refused = await stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        Assert.Equal("""{"text":"HEC is healthy","code":17}""", await healthy.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("""{"text":"Invalid token","code":21}""", await refused.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Dockers_driver_may_ask_for_the_options_before_it_has_shown_its_token()
    {
        await using var host = await IngestHost.StartAsync();
        using var stranger = new HttpClient { BaseAddress = host.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Options, "/services/collector/event/1.0");

        var response = await stranger.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task What_dockers_driver_sends_is_stored_field_by_field()
    {
        await using var host = await StartAsync();

        await PostAsync(host, "/services/collector/event/1.0", ClientBodies.DockerInline);
        await PostAsync(host, "/services/collector/event/1.0", ClientBodies.DockerJson);
        await PostAsync(host, "/services/collector/event/1.0", ClientBodies.DockerRaw);

        var (inline, refused, json, plain) = (
            host.Stored.Records[0],
            host.Stored.Records[1],
            host.Stored.Records[2],
            host.Stored.Records[3]
        );
        Assert.Equal(("Order 17 paid", 1_772_600_767_123_457_000), (inline.Body, inline.TimeUnixNano));
        Assert.Equal("docker-1", inline.Resource.Single().Value);
        Assert.Equal(
            ("stdout", "5f2a/shop", "blue"),
            (inline["source"], inline["tag"], inline["attrs.com.example.team"])
        );
        Assert.Equal(
            ("shop", "httpevent", "main"),
            (inline["com.splunk.source"], inline["com.splunk.sourcetype"], inline["com.splunk.index"])
        );
        Assert.Equal("Order 18 refused <b>", refused.Body);
        Assert.Equal(("Order 17 paid", 13, "order"), (json.Body, json.Severity, json.Service));
        Assert.Equal("plain", plain.Body);
        Assert.Equal("5f2a team=blue Order 17 paid", host.Stored.Records[4].Body);
    }

    [Fact]
    public async Task What_vector_and_opentelemetrys_collector_send_is_stored_field_by_field()
    {
        await using var host = await StartAsync();

        await PostAsync(
            host,
            "/services/collector/event",
            ClientBodies.VectorJson + ClientBodies.VectorText + ClientBodies.OpenTelemetryCollector
        );

        var (json, text, otel) = (host.Stored.Records[0], host.Stored.Records[1], host.Stored.Records[2]);
        Assert.Equal(("Order 17 paid", "order", 9), (json.Body, json.Service, json.Severity));
        Assert.Equal("eu", json["region"]);
        Assert.Equal(("Order 17 paid", 1_772_600_767_123_000_000), (text.Body, text.TimeUnixNano));
        Assert.Equal(("order", 13, "Warning"), (otel.Service, otel.Severity, otel.SeverityText));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), (otel.TraceId, otel.SpanId));
        Assert.Equal("shop", otel["area"]);
    }

    private static async Task<IngestHost> StartAsync(params string[] settings)
    {
        var host = await IngestHost.StartAsync(settings);
        host.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Splunk 00000000-0000");
        return host;
    }

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(
        IngestHost host,
        string path,
        string body
    )
    {
        // No content type at all, as Docker's driver sends it.
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        var response = await host.Http.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static long AckId(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("ackId").GetInt64();
}
