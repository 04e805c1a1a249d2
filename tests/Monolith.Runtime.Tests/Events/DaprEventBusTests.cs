using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Monolith.DaprSidecar.PubSub;

namespace Monolith.Runtime.Tests.Events;

public sealed class DaprEventBusTests() : EventBusTests(new DaprRuntime())
{
    private const string Transactions = "/v1.0/state/statestore/transaction";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DaprSidecar.Sidecar Sidecar => ((DaprRuntime)Runtime).Sidecar;

    [Fact]
    public async Task An_event_travels_as_a_CloudEvent_whose_large_numbers_are_text()
    {
        await using var host = await Runtime.StartHostAsync();

        await host.Events.PublishAsync("alert.fired", new Fired("a", long.MaxValue), Token);

        var message = JsonNode.Parse((await PublishedAsync(1))[0].Text)!;
        Assert.Equal("1.0", (string)message["specversion"]!);
        Assert.Equal("alert.fired", (string)message["type"]!);
        Assert.Equal("monolith", (string)message["source"]!);
        Assert.Equal("""{"name":"a","unixNano":"9223372036854775807"}""", message["data"]!.ToJsonString());
    }

    [Fact]
    public async Task An_event_that_the_broker_delivers_twice_is_handled_once()
    {
        await using var host = await Runtime.StartHostAsync(WithHandlers);
        await host.Events.PublishAsync("alert.fired", new Fired("a", 1), Token);
        await Handled.HasAsync("First:a", "Second:a");

        Sidecar.Broker.Publish("alert.fired", (await PublishedAsync(1))[0].Data);
        await host.Events.PublishAsync("alert.fired", new Fired("b", 1), Token);

        await Handled.HasAsync("First:a", "Second:a", "First:b", "Second:b");
        await Eventually.HoldsAsync(() => Sidecar.Broker.Backlog("alert.fired") == 0, "all delivered");
        Assert.Equal(4, Handled.Handled.Count);
    }

    [Fact]
    public async Task An_event_that_the_broker_refused_stays_in_the_outbox_until_it_takes_it()
    {
        await using var host = await Runtime.StartHostAsync(WithHandlers);
        Sidecar.Faults.FailPublishes("alert.fired", count: 8);

        await host.Events.PublishAsync("alert.fired", new Fired("a", 1), Token);

        await Handled.HasAsync("First:a", "Second:a");
    }

    [Fact]
    public async Task A_crash_between_publishing_and_noting_it_publishes_again_under_the_same_id()
    {
        await using (var doomed = await Runtime.StartHostAsync(WithHandlers))
        {
            await doomed.Events.PublishAsync("alert.fired", new Fired("before", 1), Token);
            await Handled.HasAsync("First:before", "Second:before");
        }

        await using (var committing = Runtime.CreateHost())
        {
            await committing.Events.PublishAsync("alert.fired", new Fired("a", 1), Token);
        }

        Sidecar.Faults.AnswerWith(Transactions, 500, "ERR_STATE_TRANSACTION", count: 6);
        await using var next = await Runtime.StartHostAsync(WithHandlers);

        await Eventually.HoldsAsync(() => IdsOf("a").Count > 1, "published again");
        Assert.Single(IdsOf("a").Distinct(StringComparer.Ordinal));
        await Eventually.HoldsAsync(() => Sidecar.Broker.Backlog("alert.fired") == 0, "all delivered");
        await Handled.HasAsync("First:before", "Second:before", "First:a", "Second:a");
    }

    [Fact]
    public async Task An_event_that_a_handler_fails_at_to_the_end_goes_to_the_dead_letters()
    {
        Handled.Failures = int.MaxValue;
        await using var host = await Runtime.StartHostAsync(WithHandlers);

        await host.Events.PublishAsync("alert.fired", new Fired("a", 1), Token);

        await Eventually.HoldsAsync(
            () => Sidecar.Broker.Published("alert.fired-dead").Count > 0, // more when the relay published it twice
            "on the dead-letter topic"
        );
        Assert.Equal(["Second:a"], Handled.Handled);
    }

    [Fact]
    public async Task A_message_that_is_no_event_goes_to_the_dead_letters()
    {
        await using var host = await Runtime.StartHostAsync(WithHandlers);

        Sidecar.Broker.Publish("alert.fired", """{"specversion":"1.0","data":{}}"""u8.ToArray());

        await Eventually.HoldsAsync(
            () => Sidecar.Broker.Published("alert.fired-dead").Count == 1,
            "on the dead-letter topic"
        );
    }

    [Fact]
    public async Task Nobody_but_the_sidecar_delivers_events()
    {
        await using var host = await Runtime.StartHostAsync(WithHandlers);

        using var response = await host.Http.PostAsJsonAsync("/dapr/bus/alert.fired", new { id = "1" }, Token);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private List<string> IdsOf(string name) =>
        [
            .. Sidecar
                .Broker.Published("alert.fired")
                .Select(m => JsonNode.Parse(m.Text)!)
                .Where(m => (string)m["data"]!["name"]! == name)
                .Select(m => (string)m["id"]!),
        ];

    private async Task<IReadOnlyList<PublishedMessage>> PublishedAsync(int count)
    {
        await Eventually.HoldsAsync(
            () => Sidecar.Broker.Published("alert.fired").Count >= count,
            $"{count} messages on the topic"
        );
        return Sidecar.Broker.Published("alert.fired");
    }
}
