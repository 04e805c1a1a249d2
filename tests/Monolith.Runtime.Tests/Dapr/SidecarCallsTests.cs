using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

/// <summary>What the sidecar asks of the app.</summary>
public sealed class SidecarCallsTests
{
    private const string Key = "a-key-of-16-chars";
    private static readonly (string, string) Dapr = ("Monolith:Runtime", "Dapr");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData("the-shared-secret", HttpStatusCode.OK)]
    public async Task E5_Only_who_shows_the_app_token_is_the_sidecar(string? shown, HttpStatusCode expected)
    {
        await using var app = await TestHost.StartAsync(services: null, Dapr, ("APP_API_TOKEN", "the-shared-secret"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dapr/subscribe");
        if (shown is not null)
        {
            request.Headers.Add("dapr-api-token", shown);
        }

        using var response = await app.Http.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task E5_Health_answers_without_a_token()
    {
        await using var app = await TestHost.StartAsync(services: null, Dapr, ("APP_API_TOKEN", "the-shared-secret"));

        using var response = await app.Http.GetAsync("/healthz", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Without_an_app_token_a_caller_on_this_machine_is_the_sidecar()
    {
        await using var app = await TestHost.StartAsync(services: null, Dapr);

        using var response = await app.Http.GetAsync("/dapr/subscribe", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Without_an_app_token_a_caller_from_another_machine_is_refused()
    {
        await using var app = await TestHost.StartAsync(
            services => services.AddSingleton<IStartupFilter>(new CallerFrom(IPAddress.Parse("192.0.2.7"))),
            Dapr
        );

        using var response = await app.Http.GetAsync("/dapr/subscribe", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task With_keys_but_without_an_app_token_the_host_does_not_start()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestHost.StartAsync(services: null, Dapr, ("Monolith:Access:AdminKey", Key))
        );

        Assert.Contains("APP_API_TOKEN", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P2_Every_topic_is_listed_with_its_default_route_dead_letter_topic_and_bulk_settings()
    {
        await using var app = await TestHost.StartAsync(
            services =>
                services
                    .AddTopicSubscription(
                        new TopicSubscription("ingest", "logs", "/dapr/logs")
                        {
                            DeadLetterTopic = "logs-dlq",
                            Rules = [new TopicRule("event.type == 'otlp.logs.v1'", "/dapr/logs/otlp")],
                            BulkSubscribe = new BulkSubscribe(Enabled: true, 500, 200),
                            Metadata = new Dictionary<string, string> { ["rawPayload"] = "false" },
                        }
                    )
                    .AddTopicSubscription(_ => new TopicSubscription("ingest", "events", "/dapr/events")),
            Dapr
        );

        var listed = JsonNode.Parse(await app.Http.GetStringAsync("/dapr/subscribe", Token));

        var expected = JsonNode.Parse(
            """
            [
              {
                "pubsubname": "ingest", "topic": "logs", "deadLetterTopic": "logs-dlq",
                "metadata": { "rawPayload": "false" },
                "routes": {
                  "rules": [ { "match": "event.type == 'otlp.logs.v1'", "path": "/dapr/logs/otlp" } ],
                  "default": "/dapr/logs"
                },
                "bulkSubscribe": { "enabled": true, "maxMessagesCount": 500, "maxAwaitDurationMs": 200 }
              },
              {
                "pubsubname": "ingest", "topic": "events", "deadLetterTopic": "events-dead",
                "metadata": {},
                "routes": { "rules": [], "default": "/dapr/events" },
                "bulkSubscribe": { "enabled": false, "maxMessagesCount": 100, "maxAwaitDurationMs": 1000 }
              }
            ]
            """
        );
        Assert.True(JsonNode.DeepEquals(expected, listed), listed?.ToJsonString());
    }

    [Fact]
    public async Task Where_resources_declare_the_subscriptions_the_app_lists_none()
    {
        await using var app = await TestHost.StartAsync(
            services: null,
            Dapr,
            ("Monolith:Dapr:Subscriptions", "Declarative")
        );

        using var response = await app.Http.GetAsync("/dapr/subscribe", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    /// <summary>Makes every caller come from one address.</summary>
    private sealed class CallerFrom(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, rest) =>
                    {
                        context.Connection.RemoteIpAddress = address;
                        return rest(context);
                    }
                );
                next(app);
            };
    }
}
