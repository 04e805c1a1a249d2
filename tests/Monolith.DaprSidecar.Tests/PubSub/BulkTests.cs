using System.Net;
using System.Text.Json;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.PubSub;

public sealed class BulkTests
{
    private const string Bulk = """
        "bulkSubscribe":{"enabled":true,"maxMessagesCount":3,"maxAwaitDurationMs":60000}
        """;

    private const string TwoRetries = """
        kind: Resiliency
        spec:
          policies: { retries: { deliver: { policy: constant, duration: 1ms, maxRetries: 2 } } }
          targets: { components: { pubsub: { inbound: { retry: deliver } } } }
        """;

    [Fact]
    public async Task B1_A_batch_closes_when_it_is_full()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Bulk, Succeed);

        await PublishAsync(stage, 6);
        var requests = await stage.ReceivedAsync("/logs", 2);

        Assert.Equal([3, 3], requests.Select(request => request.Json().GetProperty("entries").GetArrayLength()));
    }

    [Fact]
    public async Task B1_A_batch_closes_some_time_after_its_first_message()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Bulk.Replace("60000", "50"), Succeed);

        await PublishAsync(stage, 2);

        await Eventually.HoldsAsync(() => Entries(stage).Count == 2, "both messages");
    }

    [Fact]
    public async Task B1_Without_limits_a_batch_takes_100_messages_or_one_second()
    {
        await using var stage = await Stage.WithTopicAsync("logs", "\"bulkSubscribe\":{\"enabled\":true}", Succeed);
        var entries = string.Join(
            ',',
            Enumerable.Range(0, 101).Select(number => Entry(number.ToString(), number.ToString()))
        );

        await stage.PostAsync("/v1.0/publish/bulk/pubsub/logs", $"[{entries}]");
        var requests = await stage.ReceivedAsync("/logs", 2);

        Assert.Equal([100, 1], requests.Select(request => request.Json().GetProperty("entries").GetArrayLength()));
    }

    [Fact]
    public async Task B2_The_envelope_has_exactly_these_members()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Bulk, Succeed);

        await PublishAsync(stage, 3, "?metadata.tenant=x");
        var request = (await stage.ReceivedAsync("/logs"))[0];
        var body = request.Json();
        var entry = body.GetProperty("entries")[0];

        Assert.Equal("application/json", request.Headers.ContentType);
        Assert.Equal(["id", "type", "topic", "pubsubname", "metadata", "entries"], Names(body));
        Assert.Equal(["entryId", "event", "contentType", "metadata"], Names(entry));
        Assert.Equal(
            ("com.dapr.event.sent.bulk", "logs", "pubsub"),
            (body.Text("type"), body.Text("topic"), body.Text("pubsubname"))
        );
        Assert.Equal("application/cloudevents+json", entry.Text("contentType"));
        Assert.Equal("com.dapr.event.sent", entry.GetProperty("event").Text("type"));
        Assert.Equal("x", entry.GetProperty("metadata").Text("tenant"));
    }

    [Fact]
    public async Task B2_A_raw_entry_is_a_text_in_base64()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Bulk + "," + Stage.Raw, Succeed);

        for (var number = 0; number < 3; number++)
        {
            stage.Broker.Publish("logs", "raw"u8.ToArray());
        }

        var entry = (await stage.ReceivedAsync("/logs"))[0].Json().GetProperty("entries")[0];
        Assert.Equal(("cmF3", "application/octet-stream"), (entry.Text("event"), entry.Text("contentType")));
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("metadata").ValueKind);
    }

    [Theory]
    [InlineData(200, "", 3)]
    [InlineData(200, "no json", 3)]
    [InlineData(200, "{}", 3)]
    [InlineData(200, "SUCCESS", 0)]
    [InlineData(200, "RETRY", 3)]
    [InlineData(200, "MAYBE", 3)]
    [InlineData(200, "EMPTY", 3)]
    [InlineData(200, "DROP", 3)]
    [InlineData(200, """{"statuses":[{"entryId":"unknown","status":"SUCCESS"}]}""", 3)]
    [InlineData(404, "", 0)]
    [InlineData(500, "SUCCESS", 3)]
    public async Task B3_Each_answer_leads_where_the_table_says(int status, string body, int dead)
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Bulk + "," + Stage.DeadLetters,
            request =>
                (
                    status,
                    body.All(char.IsAsciiLetterUpper) && body.Length > 0
                        ? Answer(request, _ => body.Replace("EMPTY", ""))
                        : body
                )
        );

        await PublishAsync(stage, 3);
        await stage.ReceivedAsync("/logs");
        await stage.Sidecar.DisposeAsync();

        Assert.Equal(dead, stage.Broker.Published("dead").Count);
        Assert.Single(stage.App.At("/logs"));
    }

    [Fact]
    public async Task B5_Only_what_failed_is_posted_again_under_the_same_ids()
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Bulk + "," + Stage.DeadLetters,
            request => (200, Answer(request, data => data == 1 ? "RETRY" : "SUCCESS")),
            new SidecarOptions { Resources = TwoRetries }
        );

        await PublishAsync(stage, 3);
        await stage.PublishedAsync("dead");
        var attempts = stage.App.At("/logs").Select(request => Ids(request)).ToList();

        Assert.Equal([3, 1, 1], attempts.Select(ids => ids.Count));
        Assert.Equal(attempts[0][1], attempts[1][0]);
        Assert.Equal(attempts[1], attempts[2]);
    }

    [Fact]
    public async Task B6_What_fails_is_dead_lettered_after_the_policy_and_what_is_dropped_at_once()
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Bulk + "," + Stage.DeadLetters,
            request =>
                (
                    200,
                    Answer(
                        request,
                        data =>
                            data switch
                            {
                                0 => "DROP",
                                1 => "RETRY",
                                _ => "SUCCESS",
                            }
                    )
                ),
            new SidecarOptions { Resources = TwoRetries }
        );

        await PublishAsync(stage, 3);
        var dead = await stage.PublishedAsync("dead", 2);

        Assert.Equal([0, 1], dead.Select(message => JsonElement.Parse(message.Text).GetProperty("data").GetInt32()));
        Assert.Equal(3, stage.App.At("/logs").Count);
    }

    [Fact]
    public async Task B7_Integers_above_two_to_the_53_are_degraded()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Bulk.Replace("3,", "1,"), Succeed);

        await stage.PublishAsync("logs", """{"number":1767225600123456789,"text":"1767225600123456789"}""");
        var data = (await stage.ReceivedAsync("/logs"))[0]
            .Json()
            .GetProperty("entries")[0]
            .GetProperty("event")
            .GetProperty("data");

        Assert.Equal("1767225600123456800", data.GetProperty("number").GetRawText());
        Assert.Equal("1767225600123456789", data.Text("text"));
    }

    [Theory]
    [InlineData(
        """[{"entryId":"1","event":1,"contentType":"application/json"},{"entryId":"1","event":2,"contentType":"application/json"}]"""
    )]
    [InlineData("""[{"event":1,"contentType":"application/json"}]""")]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"application/x-protobuf"}]""")]
    [InlineData("""[{"entryId":"1","event":1}]""")]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"text/plain"}]""")]
    [InlineData("""[{"entryId":"1","event":"%%%","contentType":"application/octet-stream"}]""")]
    [InlineData("no json")]
    public async Task B8_A_bulk_publish_that_is_wrong_anywhere_is_400_and_publishes_nothing(string body)
    {
        await using var stage = await Stage.StartAsync();

        var refused = await stage.PostAsync("/v1.0/publish/bulk/pubsub/logs", body);

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_PUBSUB_EVENTS_SER"), await refused.ErrorAsync());
        Assert.Empty(stage.Broker.Published("logs"));
    }

    [Fact]
    public async Task B8_Each_content_type_has_its_shape()
    {
        await using var stage = await Stage.StartAsync();

        var done = await stage.PostAsync(
            "/v1.0/publish/bulk/pubsub/logs",
            """
            [{"entryId":"1","event":{"a":1},"contentType":"application/json"},
             {"entryID":"2","Event":"text","contenttype":"text/plain"},
             {"entryId":"3","event":"cmF3","contentType":"application/octet-stream"},
             {"entryId":"4","event":{"id":"own","data":4},"contentType":"application/cloudevents+json"}]
            """
        );
        var events = stage.Broker.Published("logs").Select(message => JsonElement.Parse(message.Text)).ToList();

        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        Assert.Equal(1, events[0].GetProperty("data").GetProperty("a").GetInt32());
        Assert.Equal(
            ("text", "cmF3", "own"),
            (events[1].Text("data"), events[2].Text("data_base64"), events[3].Text("id"))
        );
    }

    [Fact]
    public async Task B9_A_partial_failure_names_the_entries_that_were_not_published()
    {
        await using var stage = await Stage.StartAsync();
        stage.Sidecar.Faults.FailPublishes("logs");

        var failed = await stage.PostAsync("/v1.0/publish/bulk/pubsub/logs", $"[{Entry("1", "1")},{Entry("2", "2")}]");
        var body = await failed.JsonAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("ERR_PUBSUB_PUBLISH_MESSAGE", body.Text("errorCode"));
        Assert.Equal("1", Assert.Single(body.GetProperty("failedEntries").EnumerateArray()).Text("entryId"));
        Assert.Equal(
            2,
            JsonElement.Parse(Assert.Single(stage.Broker.Published("logs")).Text).GetProperty("data").GetInt32()
        );
    }

    [Fact]
    public async Task B10_Metadata_of_the_request_reaches_only_entries_that_have_their_own()
    {
        await using var stage = await Stage.StartAsync();

        await stage.PostAsync(
            "/v1.0/publish/bulk/pubsub/logs?metadata.tenant=x",
            """
            [{"entryId":"1","event":1,"contentType":"application/json"},
             {"entryId":"2","event":2,"contentType":"application/json","metadata":{}},
             {"entryId":"3","event":3,"contentType":"application/json","metadata":{"tenant":"y"}}]
            """
        );

        Assert.Equal(
            [null, "x", "y"],
            stage.Broker.Published("logs").Select(message => message.Metadata.GetValueOrDefault("tenant"))
        );
    }

    [Fact]
    public async Task B11_Kafka_numbers_its_entries_and_comes_back_to_the_first_failure()
    {
        const string Kafka = """
            kind: Component
            metadata: { name: pubsub }
            spec: { type: pubsub.kafka, metadata: [ { name: backOffDuration, value: 1ms } ] }
            """;
        var failures = 0;
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Bulk,
            request =>
                (
                    200,
                    Answer(request, data => data == 1 && Interlocked.Increment(ref failures) == 1 ? "RETRY" : "SUCCESS")
                ),
            new SidecarOptions { Resources = Kafka }
        );

        await PublishAsync(stage, 3);
        var requests = await stage.ReceivedAsync("/logs", 2);

        Assert.Equal(["0", "1", "2"], Ids(requests[0]));
        Assert.Equal([1, 2], requests[1].Json().GetProperty("entries").EnumerateArray().Select(Data));
    }

    [Fact]
    public async Task What_matches_no_route_is_dead_lettered_and_posted_to_the_root_all_the_same()
    {
        await using var stage = await Stage.StartAsync(app =>
            app.Answers(
                    "/dapr/subscribe",
                    200,
                    $$"""
                    [{"pubsubname":"pubsub","topic":"logs",{{Bulk}},{{Stage.DeadLetters}},
                      "routes":{"rules":[{"match":"event.data == 0","path":"/logs"}] } }]
                    """
                )
                .Answers("/logs", Succeed)
                .Answers("/", Succeed)
        );

        await PublishAsync(stage, 3);
        var stray = (await stage.ReceivedAsync("/"))[0];

        Assert.Equal(2, stray.Json().GetProperty("entries").GetArrayLength());
        Assert.Equal(2, stage.Broker.Published("dead").Count);
        Assert.Single((await stage.ReceivedAsync("/logs"))[0].Json().GetProperty("entries").EnumerateArray());
    }

    private static async Task PublishAsync(Stage stage, int count, string query = "")
    {
        for (var number = 0; number < count; number++)
        {
            await stage.PublishAsync("logs", number.ToString(), query: query);
        }
    }

    private static string Entry(string id, string json) =>
        $$"""{"entryId":"{{id}}","event":{{json}},"contentType":"application/json"}""";

    private static (int, string) Succeed(Received request) => (200, Answer(request, _ => "SUCCESS"));

    private static string Answer(Received request, Func<int, string> status) =>
        JsonSerializer.Serialize(
            new
            {
                statuses = request
                    .Json()
                    .GetProperty("entries")
                    .EnumerateArray()
                    .Select(entry => new { entryId = entry.Text("entryId"), status = status(Data(entry)) }),
            }
        );

    /// <summary>The payload of an entry, when it is a number.</summary>
    private static int Data(JsonElement entry) =>
        entry.GetProperty("event") is { ValueKind: JsonValueKind.Object } cloudEvent
        && cloudEvent.GetProperty("data") is { ValueKind: JsonValueKind.Number } data
            ? data.GetInt32()
            : -1;

    private static List<string?> Ids(Received request) =>
        [.. request.Json().GetProperty("entries").EnumerateArray().Select(entry => entry.Text("entryId"))];

    private static List<JsonElement> Entries(Stage stage) =>
        [.. stage.App.At("/logs").SelectMany(request => request.Json().GetProperty("entries").EnumerateArray())];

    private static IEnumerable<string> Names(JsonElement value) =>
        value.EnumerateObject().Select(member => member.Name);
}
