using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.PubSub;

public sealed class DeliveryTests
{
    private const string ThreeRetries = """
        kind: Resiliency
        spec:
          policies: { retries: { deliver: { policy: constant, duration: 1ms, maxRetries: 3 } } }
          targets: { components: { pubsub: { inbound: { retry: deliver } } } }
        """;

    [Fact]
    public async Task P1_Subscriptions_are_asked_for_once_with_the_app_id_and_those_without_a_route_are_dropped()
    {
        await using var stage = await Stage.StartAsync(app =>
            app.Answers(
                "/dapr/subscribe",
                200,
                """[{"pubsubname":"pubsub","topic":"a"},{"pubsubname":"pubsub","topic":"b","route":"/b"}]"""
            )
        );

        var asked = Assert.Single(stage.App.At("/dapr/subscribe"));
        var metadata = await stage.GetJsonAsync("/v1.0/metadata");

        Assert.Equal("monolith", asked.Headers["dapr-app-id"]);
        Assert.Equal("b", Assert.Single(metadata.GetProperty("subscriptions").EnumerateArray()).Text("topic"));
    }

    [Fact]
    public async Task P1_An_app_that_answers_404_has_no_subscriptions()
    {
        await using var stage = await Stage.StartAsync();

        Assert.False((await stage.GetJsonAsync("/v1.0/metadata")).TryGetProperty("subscriptions", out _));
    }

    [Theory]
    [InlineData("""{"type":"x","data":{"level":"error"}}""", "/first")]
    [InlineData("""{"type":"x","data":{"level":"info"}}""", "/second")]
    [InlineData("""{"type":"y","data":{"level":"info"}}""", "/rest")]
    public async Task P3_The_first_matching_rule_wins_and_the_default_takes_the_rest(string cloudEvent, string expected)
    {
        await using var stage = await Stage.StartAsync(app =>
            app.Answers(
                "/dapr/subscribe",
                200,
                """
                [{"pubsubname":"pubsub","topic":"logs","routes":{"rules":[
                  {"match":"event.type == 'x' && event.data.level == \"error\"","path":"/first"},
                  {"match":"event.type == 'x'","path":"/second"}],"default":"/rest"}}]
                """
            )
        );

        await stage.PublishAsync("logs", cloudEvent, "application/cloudevents+json");

        await stage.ReceivedAsync(expected);
        Assert.Single(stage.App.All, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("event.type == 'never'")]
    [InlineData("event.data.missing == 'x'")]
    public async Task P3_Without_a_match_or_with_an_error_in_the_rule_the_message_is_dead_lettered(string match)
    {
        await using var stage = await Stage.StartAsync(app =>
            app.Answers(
                "/dapr/subscribe",
                200,
                $$"""
                [{"pubsubname":"pubsub","topic":"logs","deadLetterTopic":"dead",
                  "routes":{"rules":[{"match":"{{match}}","path":"/logs"}] } }]
                """
            )
        );

        await stage.PublishAsync("logs", """{"a":1}""");

        Assert.Equal(stage.Broker.Published("logs")[0].Text, (await stage.PublishedAsync("dead"))[0].Text);
        Assert.Empty(stage.App.At("/logs"));
    }

    [Theory]
    [InlineData(200, "", false)]
    [InlineData(204, "", false)]
    [InlineData(200, "thanks", false)]
    [InlineData(200, "{}", false)]
    [InlineData(200, """{"status":""}""", false)]
    [InlineData(200, """{"status":"SUCCESS"}""", false)]
    [InlineData(200, """{"status":"RETRY"}""", true)]
    [InlineData(200, """{"status":"DROP"}""", true)]
    [InlineData(200, """{"status":"success"}""", true)]
    [InlineData(404, "", true)]
    [InlineData(400, "", true)]
    [InlineData(500, """{"status":"SUCCESS"}""", true)]
    public async Task P9_Each_answer_leads_where_the_table_says(int status, string body, bool isDead)
    {
        await using var stage = await Stage.WithTopicAsync("logs", Stage.DeadLetters, _ => (status, body));

        await stage.PublishAsync("logs", "1");
        await stage.ReceivedAsync("/logs");
        await stage.Sidecar.DisposeAsync();

        Assert.Equal(isDead ? 1 : 0, stage.Broker.Published("dead").Count);
        Assert.Single(stage.App.At("/logs"));
    }

    [Fact]
    public async Task P10_Without_a_policy_the_first_failure_is_dead_lettered_once_as_it_was()
    {
        await using var stage = await Stage.WithTopicAsync("logs", Stage.DeadLetters, _ => (500, ""));

        await stage.PublishAsync("logs", """{"a":1}""", query: "?metadata.key=value");
        var dead = Assert.Single(await stage.PublishedAsync("dead"));

        Assert.Equal(stage.Broker.Published("logs")[0].Text, dead.Text);
        Assert.Equal("value", dead.Metadata["key"]);
        Assert.Single(stage.App.At("/logs"));
    }

    [Fact]
    public async Task P10_With_a_policy_of_three_retries_the_app_sees_four_attempts_first()
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Stage.DeadLetters,
            _ => (500, ""),
            new SidecarOptions { Resources = ThreeRetries }
        );

        await stage.PublishAsync("logs", "1");
        await stage.PublishedAsync("dead");

        Assert.Equal(4, stage.App.At("/logs").Count);
    }

    [Fact]
    public async Task P10_A_policy_for_some_codes_leaves_the_others_alone()
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Stage.DeadLetters,
            request => (request.Body.Contains("\"data\":1", StringComparison.Ordinal) ? 400 : 503, ""),
            new SidecarOptions
            {
                Resources = ThreeRetries.Replace(
                    "maxRetries: 3",
                    "maxRetries: 3, matching: { httpStatusCodes: \"429,500-599\" }"
                ),
            }
        );

        await stage.PublishAsync("logs", "1");
        await stage.PublishedAsync("dead", 1);
        var afterFirst = stage.App.At("/logs").Count;
        await stage.PublishAsync("logs", "2");
        await stage.PublishedAsync("dead", 2);

        Assert.Equal((1, 5), (afterFirst, stage.App.At("/logs").Count));
    }

    [Theory]
    [InlineData(200, """{"status":"DROP"}""", 1)]
    [InlineData(404, "", 1)]
    [InlineData(200, """{"status":"SUCCESS"}""", 0)]
    public async Task P11_Drop_and_404_are_dead_lettered_without_a_retry_and_success_never_is(
        int status,
        string body,
        int dead
    )
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            Stage.DeadLetters,
            _ => (status, body),
            new SidecarOptions { Resources = ThreeRetries }
        );

        await stage.PublishAsync("logs", "1");
        await stage.ReceivedAsync("/logs");
        await stage.Sidecar.DisposeAsync();

        Assert.Equal(dead, stage.Broker.Published("dead").Count);
        Assert.Single(stage.App.At("/logs"));
    }

    [Fact]
    public async Task Deliveries_carry_the_apps_token()
    {
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            options: new SidecarOptions { AppApiToken = "secret" }
        );

        await stage.PublishAsync("logs", "1");

        Assert.Equal("secret", (await stage.ReceivedAsync("/logs"))[0].Headers["dapr-api-token"]);
        Assert.Equal("secret", stage.App.At("/dapr/subscribe")[0].Headers["dapr-api-token"]);
        Assert.Equal("secret", stage.App.At("/dapr/config")[0].Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task Every_app_gets_a_message_once_however_many_replicas_it_has()
    {
        var broker = new Broker();
        var options = new SidecarOptions { Broker = broker };
        await using var one = await Stage.WithTopicAsync("logs", options: options);
        await using var two = await Stage.WithTopicAsync("logs", options: options);
        await using var other = await Stage.WithTopicAsync("logs", options: options with { AppId = "other" });

        for (var number = 0; number < 20; number++)
        {
            await one.PublishAsync("logs", number.ToString());
        }

        await other.ReceivedAsync("/logs", 20);
        await Eventually.HoldsAsync(
            () => one.App.At("/logs").Count + two.App.At("/logs").Count == 20,
            "each message once"
        );
    }

    [Fact]
    public async Task A_subscription_in_a_file_counts_only_for_the_apps_in_its_scopes()
    {
        const string Files = """
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: { name: logs }
            spec: { pubsubname: pubsub, topic: logs, routes: { default: /logs } }
            scopes: [ monolith ]
            ---
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: { name: others }
            spec: { pubsubname: pubsub, topic: others, routes: { default: /others } }
            scopes: [ somebody-else ]
            """;
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { Resources = Files });

        var subscription = Assert.Single(
            (await stage.GetJsonAsync("/v1.0/metadata")).GetProperty("subscriptions").EnumerateArray()
        );
        await stage.PublishAsync("logs", "1");

        Assert.Equal(("logs", "DECLARATIVE"), (subscription.Text("topic"), subscription.Text("type")));
        await stage.ReceivedAsync("/logs");
    }

    [Fact]
    public async Task What_was_under_way_when_the_sidecar_stops_comes_again()
    {
        using var release = new ManualResetEventSlim();
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            answer: _ =>
            {
                release.Wait(TimeSpan.FromSeconds(30));
                return (200, "");
            },
            options: new SidecarOptions { GracefulShutdown = TimeSpan.FromMilliseconds(50) }
        );
        await stage.PublishAsync("logs", "1");
        await Eventually.HoldsAsync(() => stage.Broker.Backlog("logs") == 0, "the message is under way");

        await stage.Sidecar.RestartAsync();
        release.Set();

        await stage.ReceivedAsync("/logs", 2);
    }
}
