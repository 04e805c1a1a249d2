using System.Text;
using Google.Protobuf;
using static Monolith.Ingest.Tests.PubSub.PubSubHost;

namespace Monolith.Ingest.Tests.PubSub;

/// <summary>The topic of traces.</summary>
public sealed class TraceDeliveryTests
{
    private static readonly byte[] Export = Otlp.Some.TraceRequest(Otlp.Some.Span("paid")).ToByteArray();

    private static readonly string Json =
        $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{Span("0102030405060708")}},{{Span("0102030405060709")}}]}]}]}""";

    [Fact]
    public async Task An_export_is_stored_whatever_form_its_publisher_gave_it()
    {
        await using var host = await StartAsync();

        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", Json), "/dapr/traces"));
        Assert.Equal(
            "SUCCESS",
            await host.DeliverAsync(Event("2", System.Text.Json.JsonSerializer.Serialize(Json)), "/dapr/traces")
        );
        Assert.Equal("SUCCESS", await host.DeliverAsync(Binary("3", Export), "/dapr/traces"));
        Assert.Equal("SUCCESS", await host.DeliverAsync(Binary("4", Encoding.UTF8.GetBytes(Json)), "/dapr/traces"));

        Assert.Equal(["pay", "pay", "pay", "pay", "paid", "pay", "pay"], host.Stored.Spans.Select(s => s.Name));
        Assert.Empty(host.Stored.Quarantine);
    }

    [Fact]
    public async Task A_span_that_does_not_say_whose_it_is_is_that_of_its_publisher()
    {
        await using var host = await StartAsync();

        await host.DeliverAsync(Event("1", Json), "/dapr/traces");
        await host.DeliverAsync(Event("2", Json, source: "Dapr"), "/dapr/traces");
        await host.DeliverAsync(Binary("3", Export), "/dapr/traces");

        Assert.Equal(
            ["checkout", "checkout", "unknown_service", "unknown_service", "order"],
            host.Stored.Spans.Select(s => s.Service)
        );
    }

    [Fact]
    public async Task A_message_that_comes_again_counts_once()
    {
        await using var host = await StartAsync();

        await host.DeliverAsync(Event("1", Json), "/dapr/traces");
        await host.DeliverAsync(Event("1", Json), "/dapr/traces");

        Assert.Equal(2, host.Stored.Spans.Count);
    }

    [Fact]
    public async Task Many_messages_in_an_envelope_are_told_apart()
    {
        await using var host = await StartAsync();

        var answers = await host.DeliverBulkAsync(
            EnvelopeOf(
                "traces",
                Entry("a", Event("1", Json)),
                Entry("b", Event("2", """{"no":"spans"}""")),
                Entry("c", Event("3", Json))
            ),
            "/dapr/traces"
        );

        Assert.Equal(["a SUCCESS", "b SUCCESS", "c SUCCESS"], answers);
        Assert.Equal(4, host.Stored.Spans.Count);
        Assert.Equal("invalid_json", Assert.Single(host.Stored.Quarantine).Reason);
    }

    [Theory]
    [InlineData("""{"resourceSpans":[]}""", "invalid_json")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":5}]}]}]}""", "invalid_json")]
    [InlineData("\"just text\"", "invalid_protobuf")]
    [InlineData("[1,2]", "invalid_protobuf")]
    [InlineData("null", "invalid_protobuf")]
    public async Task What_holds_no_spans_is_in_quarantine(string data, string reason)
    {
        await using var host = await StartAsync();

        Assert.Equal("SUCCESS", await host.DeliverAsync(Event("1", data), "/dapr/traces"));

        Assert.All(host.Stored.Quarantine, q => Assert.Equal(reason, q.Reason));
        Assert.NotEmpty(host.Stored.Quarantine);
        Assert.Empty(host.Stored.Spans);
    }

    private static string Span(string id) =>
        $$"""
            {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"{{id}}","name":"pay","startTimeUnixNano":"{{Otlp.Some.UnixNano}}","endTimeUnixNano":"{{Otlp.Some.UnixNano}}"}
            """;
}
