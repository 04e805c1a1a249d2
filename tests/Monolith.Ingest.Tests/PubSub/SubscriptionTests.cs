using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using static Monolith.Ingest.Tests.PubSub.PubSubHost;

namespace Monolith.Ingest.Tests.PubSub;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task P2_Every_topic_is_listed_with_a_default_route_a_dead_letter_topic_and_bulk_settings()
    {
        await using var host = await StartAsync(
            "LogTopics=logs,logs-{tenant}",
            "Tenants:0:Tenant=acme",
            "KeepDeadLetters=true",
            "BulkMaxMessages=500"
        );

        var listed = await host.Http.GetFromJsonAsync<JsonElement>("/dapr/subscribe");

        var topics = listed.EnumerateArray().ToList();
        Assert.Equal(
            [
                ("logs", "/dapr/logs"),
                ("logs-acme", "/dapr/logs/logs-acme"),
                ("events", "/dapr/events"),
                ("traces", "/dapr/traces"),
                ("logs-dead", "/dapr/dead/logs"),
                ("logs-acme-dead", "/dapr/dead/logs-acme"),
                ("events-dead", "/dapr/dead/events"),
                ("traces-dead", "/dapr/dead/traces"),
            ],
            topics.Select(t =>
                (t.GetProperty("topic").GetString()!, t.GetProperty("routes").GetProperty("default").GetString()!)
            )
        );
        Assert.All(
            topics,
            t =>
            {
                Assert.Equal(
                    $"{t.GetProperty("topic").GetString()}-dead",
                    t.GetProperty("deadLetterTopic").GetString()
                );
                Assert.True(t.GetProperty("bulkSubscribe").GetProperty("enabled").GetBoolean());
                Assert.Equal(500, t.GetProperty("bulkSubscribe").GetProperty("maxMessagesCount").GetInt32());
            }
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task E5_A_delivery_without_the_right_token_is_refused_and_leaves_nothing_behind(string? token)
    {
        await using var guarded = await IngestHost.StartAsync("Monolith:Runtime=Dapr", "APP_API_TOKEN=right");
        foreach (var (given, expected) in new[] { (token, HttpStatusCode.Unauthorized), ("right", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/dapr/logs");
            request.Content = new StringContent(Event("1", "{}"), Encoding.UTF8, "application/cloudevents+json");
            request.Headers.Add("dapr-api-token", given is null ? [] : [given]);

            var response = await guarded.Http.SendAsync(request);

            Assert.Equal(expected, response.StatusCode);
            Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, guarded.Stored.Records.Count);
        }
    }

    [Fact]
    public async Task Without_a_sidecar_there_are_no_such_routes()
    {
        await using var host = await IngestHost.StartAsync();
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.PostAsync("/dapr/logs", content)).StatusCode);
    }
}
