using System.Net;
using System.Text.Json;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.PubSub;

public sealed class PublishTests
{
    [Fact]
    public async Task P4_A_JSON_publish_becomes_an_envelope_with_the_value_as_data()
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            options: new SidecarOptions { Clock = new ManualTime() }
        );

        await stage.PublishAsync("logs", """{"a":1}""", "application/json; charset=utf-8");
        var request = (await stage.ReceivedAsync("/logs"))[0];
        var cloudEvent = request.Json();

        Assert.Equal("application/cloudevents+json", request.Headers.ContentType);
        Assert.Equal("pubsub", request.Headers["pubsubName"]);
        Assert.Equal(1, cloudEvent.GetProperty("data").GetProperty("a").GetInt32());
        Assert.Equal("application/json; charset=utf-8", cloudEvent.Text("datacontenttype"));
        Assert.Equal("monolith", cloudEvent.Text("source"));
        Assert.Equal("com.dapr.event.sent", cloudEvent.Text("type"));
        Assert.Equal("1.0", cloudEvent.Text("specversion"));
        Assert.Equal(("logs", "pubsub"), (cloudEvent.Text("topic"), cloudEvent.Text("pubsubname")));
        Assert.True(Guid.TryParse(cloudEvent.Text("id"), out _));
        Assert.Equal(ManualTime.Start, DateTimeOffset.Parse(cloudEvent.Text("time")!));
        Assert.Equal(cloudEvent.Text("traceparent"), cloudEvent.Text("traceid"));
        Assert.Equal(cloudEvent.Text("traceparent"), request.Headers.TraceParent);
    }

    [Theory]
    [InlineData("text/plain", "data", "aGk=")]
    [InlineData("application/x-protobuf", "data", "aGk=")]
    [InlineData("application/vnd.x+json", "data", "aGk=")]
    [InlineData(null, "data", "aGk=")]
    [InlineData("application/octet-stream", "data_base64", "YUdrPQ==")]
    public async Task P5_Only_octet_stream_is_binary_and_everything_else_is_text(
        string? contentType,
        string attribute,
        string expected
    )
    {
        await using var stage = await Stage.WithTopicAsync("logs");

        await stage.PostAsync("/v1.0/publish/pubsub/logs", "aGk=", contentType);
        var cloudEvent = (await stage.ReceivedAsync("/logs"))[0].Json();

        Assert.Equal(expected, cloudEvent.Text(attribute));
        Assert.Equal(contentType ?? "text/plain", cloudEvent.Text("datacontenttype"));
    }

    [Fact]
    public async Task P6_A_published_CloudEvent_keeps_its_attributes_and_gets_topic_and_component()
    {
        await using var stage = await Stage.WithTopicAsync("logs");

        await stage.PublishAsync(
            "logs",
            """{"id":"7","source":"s","type":"t","time":"2020-01-01T00:00:00Z","tenant":"x","topic":"other","data":1}""",
            "application/cloudevents+json",
            "?metadata.cloudevent.id=8"
        );
        var cloudEvent = (await stage.ReceivedAsync("/logs"))[0].Json();

        Assert.Equal(("7", "s", "t"), (cloudEvent.Text("id"), cloudEvent.Text("source"), cloudEvent.Text("type")));
        Assert.Equal(("2020-01-01T00:00:00Z", "x"), (cloudEvent.Text("time"), cloudEvent.Text("tenant")));
        Assert.Equal(
            ("logs", "pubsub", "1.0"),
            (cloudEvent.Text("topic"), cloudEvent.Text("pubsubname"), cloudEvent.Text("specversion"))
        );
        Assert.False(cloudEvent.TryGetProperty("datacontenttype", out _));
    }

    [Fact]
    public async Task P6_A_body_that_is_no_CloudEvent_is_500()
    {
        await using var stage = await Stage.StartAsync();

        var refused = await stage.PostAsync("/v1.0/publish/pubsub/logs", "no event", "application/cloudevents+json");

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_PUBSUB_CLOUD_EVENTS_SER"), await refused.ErrorAsync());
    }

    [Fact]
    public async Task P7_Raw_bytes_reach_a_raw_subscription_in_an_envelope_whose_id_is_new_each_time()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Stage.Raw);
        stage.Sidecar.Faults.DuplicateDeliveries("logs");

        await stage.PublishAsync("logs", "not json", "text/plain", "?metadata.rawPayload=true");
        var events = (await stage.ReceivedAsync("/logs", 2)).Select(request => request.Json()).ToList();

        Assert.Equal("not json", stage.Broker.Published("logs")[0].Text);
        Assert.All(events, cloudEvent => Assert.Equal("bm90IGpzb24=", cloudEvent.Text("data_base64")));
        Assert.All(events, cloudEvent => Assert.Equal("Dapr", cloudEvent.Text("source")));
        Assert.NotEqual(events[0].Text("id"), events[1].Text("id"));
    }

    [Fact]
    public async Task P7_Raw_bytes_that_are_no_JSON_never_reach_a_normal_subscription()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Stage.DeadLetters);

        await stage.PublishAsync("logs", "not json", "text/plain", "?metadata.rawPayload=true");
        var dead = await stage.PublishedAsync("dead");

        Assert.Equal("not json", dead.Single().Text);
        Assert.Empty(stage.App.At("/logs"));
    }

    [Fact]
    public async Task P8_A_number_of_19_digits_survives_single_publish_and_delivery()
    {
        await using var stage = await Stage.WithTopicAsync("logs");

        await stage.PublishAsync("logs", """{"timeUnixNano":1767225600123456789}""");
        var request = (await stage.ReceivedAsync("/logs"))[0];

        Assert.Contains("1767225600123456789", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P12_An_expired_event_is_dead_lettered_instead_of_delivered()
    {
        var clock = new ManualTime();
        await using var stage = await Stage.StartAsync(
            app => app.Answers("/dapr/subscribe", 200, Stage.Subscription("logs", Stage.DeadLetters)),
            new SidecarOptions { Clock = clock }
        );
        stage.Sidecar.Faults.ReverseDeliveries("logs", 2);

        await stage.PublishAsync("logs", "1", query: "?metadata.ttlInSeconds=10");
        clock.Advance(TimeSpan.FromSeconds(11));
        await stage.PublishAsync("logs", "2");
        await stage.ReceivedAsync("/logs");
        var dead = await stage.PublishedAsync("dead", 2);

        Assert.Equal(2, JsonElement.Parse(Assert.Single(stage.App.At("/logs")).Body).GetProperty("data").GetInt32());
        Assert.Contains(dead, message => message.Text.Contains("\"data\":1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1.0/publish/nowhere/logs", HttpStatusCode.NotFound, "ERR_PUBSUB_NOT_FOUND")]
    [InlineData("/v1.0/publish/pubsub/forbidden", HttpStatusCode.Forbidden, "ERR_PUBSUB_FORBIDDEN")]
    [InlineData("/v1.0/publish/pubsub", HttpStatusCode.NotFound, "ERR_TOPIC_NAME_EMPTY")]
    [InlineData(
        "/v1.0/publish/pubsub/logs?metadata.rawPayload=maybe",
        HttpStatusCode.BadRequest,
        "ERR_PUBSUB_REQUEST_METADATA"
    )]
    public async Task P15_A_publish_to_nowhere_or_to_a_forbidden_topic_is_refused(
        string path,
        HttpStatusCode status,
        string code
    )
    {
        const string Scoped = """
            kind: Component
            metadata: { name: pubsub }
            spec: { type: pubsub.in-memory, metadata: [ { name: publishingScopes, value: "monolith=logs;other=forbidden" } ] }
            """;
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Resources = Scoped });

        Assert.Equal((status, code), await (await stage.PostAsync(path, "1")).ErrorAsync());
    }

    [Fact]
    public async Task A_broker_that_fails_is_500_and_nothing_is_published()
    {
        await using var stage = await Stage.StartAsync();
        stage.Sidecar.Faults.FailPublishes("logs");

        var refused = await stage.PostAsync("/v1.0/publish/pubsub/logs", "1");

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_PUBSUB_PUBLISH_MESSAGE"), await refused.ErrorAsync());
        Assert.Empty(stage.Broker.Published("logs"));
    }

    [Fact]
    public async Task An_outbound_policy_publishes_again()
    {
        const string Policy = """
            kind: Resiliency
            spec:
              policies: { retries: { publish: { policy: constant, duration: 1ms, maxRetries: 2 } } }
              targets: { components: { pubsub: { outbound: { retry: publish } } } }
            """;
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Resources = Policy });
        stage.Sidecar.Faults.FailPublishes("logs", 2);

        await stage.PublishAsync("logs", "1");

        Assert.Single(stage.Broker.Published("logs"));
    }

    [Fact]
    public async Task The_callers_trace_goes_on_in_the_envelope()
    {
        await using var stage = await Stage.StartAsync();
        stage.Http.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        await stage.PublishAsync("a/b", "1");
        var traceParent = JsonElement.Parse(stage.Broker.Published("a/b")[0].Text).Text("traceparent")!;

        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", traceParent, StringComparison.Ordinal);
        Assert.EndsWith("-01", traceParent, StringComparison.Ordinal);
        Assert.DoesNotContain("b7ad6b7169203331", traceParent, StringComparison.Ordinal);
    }
}
