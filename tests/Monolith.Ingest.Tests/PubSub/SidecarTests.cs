using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Monolith.DaprSidecar;

namespace Monolith.Ingest.Tests.PubSub;

/// <summary>The module and a sidecar together: what is published through one is stored by the other.</summary>
public sealed class SidecarTests
{
    [Fact]
    public async Task P8_A_number_of_nineteen_digits_survives_a_single_publish_and_delivery()
    {
        await using var pair = await Pair.StartAsync(bulkMessages: 1);

        await pair.PublishAsync("logs", """{"message":"big","n":9223372036854775807,"time":"1772600767123456789"}""");

        var record = await pair.StoredAsync(r => r.Body == "big");
        Assert.Equal((1772600767123456789, "9223372036854775807"), (record.TimeUnixNano, record["n"]));
    }

    [Fact]
    public async Task P14_An_event_that_the_broker_delivers_twice_is_stored_once()
    {
        await using var pair = await Pair.StartAsync();
        pair.Sidecar.Faults.DuplicateDeliveries("logs", 3);

        for (var i = 0; i < 5; i++)
        {
            await pair.PublishAsync("logs", $"{{\"message\":\"m{i}\"}}");
        }

        await Eventually.HoldsAsync(() => pair.Host.Stored.Records.Count >= 5, "all are stored");
        await pair.PublishAsync("logs", """{"message":"last"}""");
        await pair.StoredAsync(r => r.Body == "last");
        await Eventually.HoldsAsync(() => pair.Broker.Backlog("logs") == 0, "nothing waits");
        Assert.Equal(
            ["last", "m0", "m1", "m2", "m3", "m4"],
            pair.Host.Stored.Records.Select(r => r.Body).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task P13_What_finds_no_room_comes_again_or_lies_on_the_dead_letter_topic()
    {
        await using var pair = await Pair.StartAsync();
        pair.Host.Stored.IsFull = true;

        await pair.PublishAsync("logs", """{"message":"too much"}""");

        await Eventually.HoldsAsync(() => pair.Broker.Published("logs-dead").Count == 1, "it is a dead letter");
        Assert.Empty(pair.Host.Stored.Records);
    }

    [Fact]
    public async Task B7_Large_integers_as_strings_survive_bulk()
    {
        await using var pair = await Pair.StartAsync();

        await pair.PublishAsync("logs", """{"message":"bulk","n":"9007199254740993","time":"1772600767123456789"}""");

        var record = await pair.StoredAsync(r => r.Body == "bulk");
        Assert.Equal(("9007199254740993", 1772600767123456789), (record["n"], record.TimeUnixNano));
    }

    [Fact]
    public async Task B11_Everything_is_stored_once_though_successes_come_again()
    {
        await using var pair = await Pair.StartAsync();
        pair.Sidecar.Faults.DuplicateDeliveries("logs", 20);
        var envelope = string.Join(
            ',',
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    $$$"""{"entryId":"{{{i}}}","event":{"message":"{{{i}}}"},"contentType":"application/json","metadata":{}}"""
                )
        );

        await pair.PostAsync("v1.0/publish/bulk/pubsub/logs", $"[{envelope}]", "application/json");

        await Eventually.HoldsAsync(
            () => pair.Host.Stored.Records.Count >= 20 && pair.Broker.Backlog("logs") == 0,
            "all are stored"
        );
        Assert.Equal(20, pair.Host.Stored.Records.Select(r => r.Body).Distinct().Count());
        Assert.Equal(20, pair.Host.Stored.Records.Count);
    }

    /// <summary>The module, and a sidecar that delivers to it.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private readonly HttpClient _http = new();

        private Pair(PubSubHost host, Sidecar sidecar) => (Host, Sidecar) = (host, sidecar);

        public PubSubHost Host { get; }

        public Sidecar Sidecar { get; }

        public Broker Broker => Sidecar.Broker;

        public static async Task<Pair> StartAsync(int bulkMessages = 50)
        {
            var host = await PubSubHost.StartAsync(
                $"BulkMaxMessages={bulkMessages}",
                "BulkMaxAwait=00:00:00.020",
                // The sidecar stamps its events with the time of today; the module's clock stands still.
                "Modules:Processing:MaxTimeAhead=365.00:00:00",
                "EventTopics=",
                "TraceTopics="
            );
            var sidecar = await Sidecar.StartAsync(new SidecarOptions { AppPort = host.Http.BaseAddress!.Port });
            await sidecar.WaitUntilReadyAsync();
            return new Pair(host, sidecar);
        }

        public Task PublishAsync(string topic, string json) =>
            PostAsync($"v1.0/publish/pubsub/{topic}", json, "application/json");

        public async Task PostAsync(string path, string body, string contentType)
        {
            using var content = new StringContent(body, Encoding.UTF8);
            content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            var response = await _http.PostAsync(new Uri(Sidecar.HttpEndpoint, path), content);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        public async Task<StoredRecord> StoredAsync(Func<StoredRecord, bool> isIt)
        {
            await Eventually.HoldsAsync(() => Host.Stored.Records.Exists(r => isIt(r)), "it is stored");
            return Host.Stored.Records.Single(isIt);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await Sidecar.DisposeAsync();
            await Host.DisposeAsync();
        }
    }
}
