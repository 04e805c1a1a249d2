using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Ingest.Quarantine;
using Monolith.Ingest.Tests.Fluent;
using Monolith.Platform.Security;

namespace Monolith.Ingest.Tests.Quarantine;

/// <summary>What was refused is read again from the bytes that quarantine has, whatever it came by.</summary>
public sealed class ReplayTests
{
    private static readonly string Long = new('x', 300);

    private static readonly string[] AllDoors =
    [
        "Monolith:Runtime=Dapr",
        "Modules:Ingest:PubSub:KeepDeadLetters=true",
        "Modules:Ingest:Fluent:Address=127.0.0.1:0",
    ];

    [Theory]
    [InlineData("ndjson", "/api/v1/logs", """{"message":"LONG"}""")]
    [InlineData("elasticsearch", "/_bulk", "{\"create\":{\"_index\":\"a\"}}\n{\"message\":\"LONG\"}\n")]
    [InlineData("seq", "/api/events/raw", """{"@t":"2026-03-04T05:06:07Z","@m":"LONG"}""")]
    [InlineData(
        "otlp",
        "/v1/logs",
        """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"LONG"}}]}]}]}"""
    )]
    [InlineData(
        "loki",
        "/loki/api/v1/push",
        """{"streams":[{"stream":{"a":"b"},"values":[["1772600767000000000","LONG"]]}]}"""
    )]
    [InlineData(
        "loki",
        "/api/prom/push",
        """{"streams":[{"labels":"{a=\"b\"}","entries":[{"ts":"2026-03-04T05:06:07Z","line":"LONG"}]}]}"""
    )]
    [InlineData("dapr", "/dapr/logs", """{"id":"1","source":"a","specversion":"1.0","data":{"message":"LONG"}}""")]
    [InlineData("dapr", "/dapr/logs", """{"id":"1","source":"a","specversion":"1.0","data":[{"message":"LONG"}]}""")]
    [InlineData("dapr", "/dapr/events", """{"id":"1","source":"a","specversion":"1.0","data":"LONG"}""")]
    [InlineData(
        "dapr",
        "/dapr/logs",
        """{"id":"1","source":"a","specversion":"1.0","data":{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"LONG"}}]}]}]}}"""
    )]
    [InlineData("dapr", "/dapr/dead/logs", """{"id":"1","source":"a","specversion":"1.0","data":{"message":"LONG"}}""")]
    [InlineData("dapr", "/dapr/dead/events", """{"id":"1","source":"a","specversion":"1.0","data":"LONG"}""")]
    public async Task A_log_record_that_came_by_HTTP_is_read_again(string source, string path, string body) =>
        await AssertIsReadAgainAsync(
            source,
            host => PostAsync(host, path, Encoding.UTF8.GetBytes(WithLongText(body)), "application/json")
        );

    [Fact]
    public async Task A_line_that_came_by_Loki_in_protobuf_is_read_again_with_its_metadata()
    {
        var request = Loki.Some.Request("{job=\"shop\"}", Loki.Some.Entry(Long, ("user", "anna")));

        var record = await AssertIsReadAgainAsync(
            "loki",
            host => PostAsync(host, "/loki/api/v1/push", Loki.Some.Compressed(request), "application/x-protobuf")
        );

        Assert.Equal("anna", record["user"]);
        Assert.Equal(Loki.Some.UnixNano + 7, record.TimeUnixNano);
    }

    [Fact]
    public async Task An_entry_that_came_by_the_forward_protocol_is_read_again_whatever_its_message_was_like()
    {
        var entry = ClientFrames.Entry(Long);
        byte[][] messages =
        [
            Pack.Of(new object?[] { "app", ClientFrames.Seconds, new Pack.Map(("message", Long)) }),
            Pack.Of(new object?[] { "app", new object?[] { entry } }),
            Pack.Of(new object?[] { "app", Pack.Of(entry) }),
        ];
        foreach (var message in messages)
        {
            var record = await AssertIsReadAgainAsync(
                "fluent",
                async host =>
                {
                    await using var client = await ForwardClient.ConnectAsync(host);
                    await client.SendAsync(message);
                    await Eventually.HoldsAsync(() => host.Stored.Quarantine.Count > 0, "the entry is refused");
                }
            );

            Assert.Equal(ClientFrames.Seconds, record.Time.ToUnixTimeSeconds());
        }
    }

    [Theory]
    [InlineData("otlp_traces", "/v1/traces")]
    [InlineData("dapr_traces", "/dapr/traces")]
    public async Task A_span_is_read_again(string source, string path)
    {
        var export = Otlp.Some.TraceRequest(Otlp.Some.Span(Long)).ToByteArray();
        var isDelivery = source == "dapr_traces";
        var body = isDelivery ? Encoding.UTF8.GetBytes(PubSub.PubSubHost.Binary("1", export)) : export;
        var type = isDelivery ? "application/cloudevents+json" : "application/x-protobuf";

        var stored = await ReplayAsync(source, await RefusedAsync(host => PostAsync(host, path, body, type)));

        var span = Assert.Single(stored.Spans);
        Assert.Equal((Long, Convert.ToHexStringLower(Otlp.Some.SpanId)), (span.Name, span.SpanId));
        Assert.Contains(("monolith.quarantine_id", "17"), span.Attributes);
    }

    [Theory]
    [InlineData("loki", "[\"1772600767000000000\"")]
    [InlineData("fluent", "\u0092")]
    [InlineData("dapr", "no record")]
    [InlineData("dapr_traces", "{\"no\":\"span\"}")]
    [InlineData("otlp_traces", "{\"no\":\"span\"}")]
    public async Task What_cannot_be_read_is_refused_again_and_leaves_no_trace(string source, string raw)
    {
        await using var host = await IngestHost.StartAsync(AllDoors);

        var result = await ReplayAsync(host, source, [.. raw.Select(c => (byte)c)]);

        Assert.Equal(ReplayFate.RejectedAgain, result.Fate);
        Assert.Empty(host.Stored.Quarantine);
    }

    private static async Task<StoredRecord> AssertIsReadAgainAsync(string source, Func<IngestHost, Task> send)
    {
        var stored = await ReplayAsync(source, await RefusedAsync(send));

        var record = Assert.Single(stored.Records);
        Assert.Equal((Long, source), (record.Body, record.Source));
        Assert.Equal("17", record["monolith.quarantine_id"]);
        return record;
    }

    /// <summary>The bytes that are kept of the one record that a strict host refuses.</summary>
    private static async Task<byte[]> RefusedAsync(Func<IngestHost, Task> send)
    {
        await using var strict = await IngestHost.StartAsync([.. AllDoors, "Modules:Ingest:MaxRecordBytes=256"]);
        await send(strict);
        Assert.Empty(strict.Stored.Records);
        return Assert.Single(strict.Stored.Quarantine).Bytes;
    }

    private static async Task<RecordingLogWriter> ReplayAsync(string source, byte[] raw)
    {
        await using var host = await IngestHost.StartAsync(AllDoors);

        var result = await ReplayAsync(host, source, raw);

        Assert.Equal((ReplayFate.Replayed, null), (result.Fate, result.Detail));
        Assert.Empty(host.Stored.Quarantine);
        return host.Stored;
    }

    private static async Task<ReplayResult> ReplayAsync(IngestHost host, string source, byte[] raw)
    {
        var row = new QuarantinedRow("17", IngestHost.Now, "any", "", source, 1, raw.Length, raw.Length);
        var results = await host
            .Services.GetRequiredService<Replay>()
            .RunAsync(TenantId.Default, [new QuarantinedRecordBytes(row, raw)], CancellationToken.None);
        return Assert.Single(results);
    }

    private static async Task PostAsync(IngestHost host, string path, byte[] body, string type)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            path.StartsWith("/dapr", StringComparison.Ordinal) ? "application/cloudevents+json" : type
        );
        using var answer = await host.Http.PostAsync(path, content);
        Assert.True((int)answer.StatusCode < 500, string.Create(CultureInfo.InvariantCulture, $"{answer}"));
    }

    private static string WithLongText(string body) => body.Replace("LONG", Long, StringComparison.Ordinal);
}
