using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_delivery_that_is_dropped_never_arrives()
    {
        await using var stage = await Stage.WithTopicAsync("logs");
        stage.Sidecar.Faults.DropDeliveries("logs");

        await stage.PublishAsync("logs", "1");
        await Eventually.HoldsAsync(() => stage.Broker.Backlog("logs") == 0, "the first message is gone");
        await stage.PublishAsync("logs", "2");

        Assert.Equal([2], Numbers(await stage.ReceivedAsync("/logs")));
    }

    [Fact]
    public async Task A_delivery_that_is_duplicated_arrives_twice_with_one_id()
    {
        await using var stage = await Stage.WithTopicAsync("logs");
        stage.Sidecar.Faults.DuplicateDeliveries("logs");

        await stage.PublishAsync("logs", "1");
        var received = await stage.ReceivedAsync("/logs", 2);

        Assert.Single(received.Select(request => request.Json().Text("id")).Distinct());
    }

    [Fact]
    public async Task A_delivery_that_is_delayed_is_overtaken()
    {
        var clock = new VirtualTime();
        await using var stage = await Stage.WithTopicAsync("logs", options: new SidecarOptions { Clock = clock });
        stage.Sidecar.Faults.DelayDeliveries("logs", TimeSpan.FromMinutes(1));

        await stage.PublishAsync("logs", "1");
        await Eventually.HoldsAsync(() => clock.Waiting == 1, "the first message is held");
        await stage.PublishAsync("logs", "2");
        await stage.ReceivedAsync("/logs");
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([2, 1], Numbers(await stage.ReceivedAsync("/logs", 2)));
    }

    [Fact]
    public async Task Deliveries_that_are_reversed_arrive_last_first()
    {
        const string OneAtATime = """
            kind: Component
            metadata: { name: pubsub }
            spec: { type: pubsub.in-memory, metadata: [ { name: concurrency, value: "1" } ] }
            """;
        await using var stage = await Stage.WithTopicAsync(
            "logs",
            options: new SidecarOptions { Resources = OneAtATime }
        );
        stage.Sidecar.Faults.ReverseDeliveries("logs", 3);

        for (var number = 1; number <= 3; number++)
        {
            await stage.PublishAsync("logs", number.ToString());
        }

        Assert.Equal([3, 2, 1], Numbers(await stage.ReceivedAsync("/logs", 3)));
    }

    [Fact]
    public async Task A_status_is_answered_as_often_as_it_was_asked_for()
    {
        await using var stage = await Stage.StartAsync();
        stage.Sidecar.Faults.AnswerWith("/v1.0/state", 503, "ERR_STATE_GET", count: 2);

        var answers = new List<HttpStatusCode>();
        for (var call = 0; call < 3; call++)
        {
            answers.Add((await stage.Http.GetAsync("/v1.0/state/statestore/k")).StatusCode);
        }

        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.NoContent],
            answers
        );
    }

    [Fact]
    public async Task A_connection_is_cut_without_an_answer()
    {
        await using var stage = await Stage.StartAsync();
        stage.Sidecar.Faults.CutConnections("/v1.0/publish");

        await Assert.ThrowsAsync<HttpRequestException>(() => stage.PostAsync("/v1.0/publish/pubsub/logs", "1"));

        Assert.Empty(stage.Broker.Published("logs"));
        Assert.Equal(HttpStatusCode.NoContent, (await stage.PostAsync("/v1.0/publish/pubsub/logs", "1")).StatusCode);
    }

    private static IEnumerable<int> Numbers(IEnumerable<Received> requests) =>
        requests.Select(request => request.Json().GetProperty("data").GetInt32());
}
