using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.DaprSidecar;
using Monolith.Platform.Dapr;

namespace Monolith.Processing.Tests.Routing;

/// <summary>What is forwarded by a Dapr sidecar, over its published contract.</summary>
public sealed class DaprSenderTests : IAsyncLifetime
{
    private const string ToTopic = """{"id":"there","dapr_topic":{"component":"pubsub","topic":"logs"}}""";
    private const string ToBinding =
        """{"id":"there","dapr_binding":{"component":"sink","operation":"create","metadata":{"key":"logs"}}}""";

    private Sidecar _sidecar = null!;
    private RoutingWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await Sidecar.StartAsync(
            new SidecarOptions
            {
                Resources = """
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: { name: sink }
                spec: { type: bindings.kafka, version: v1 }
                """,
            }
        );
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("DAPR_HTTP_ENDPOINT", _sidecar.HttpEndpoint.AbsoluteUri),
                new("DAPR_GRPC_ENDPOINT", _sidecar.GrpcEndpoint.AbsoluteUri),
            ])
            .Build();
        var quick = Options.Create(new DaprOptions { RetryDelay = TimeSpan.FromMilliseconds(10) });
        _world = await RoutingWorld.StartAsync(
            path: null,
            services => services.AddDapr(configuration).AddSingleton(quick)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task A_topic_gets_an_event_for_each_record_in_order_under_an_id_of_its_own()
    {
        await _world.AddAsync(ToTopic);

        await ForwardAsync("first", "second");
        await ForwardAsync("third");
        await _world.SentAsync("there", 3);

        var events = Events();
        Assert.Equal(["first", "second", "third"], events.Select(MessageOf));
        Assert.Equal(3, events.Select(IdOf).Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            events,
            e =>
            {
                Assert.Equal("application/json", e.GetProperty("datacontenttype").GetString());
                Assert.Equal("checkout", e.GetProperty("data").GetProperty("service_name").GetString());
            }
        );
    }

    [Fact]
    public async Task What_the_broker_refuses_is_published_again_and_nothing_else_is()
    {
        await _world.AddAsync(ToTopic);
        _sidecar.Faults.FailPublishes("logs", 2);

        await ForwardAsync("first", "second", "third");
        await _world.SentAsync("there", 3);

        Assert.Equal(["first", "second", "third"], Events().Select(MessageOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("error")]
    public async Task What_a_sidecar_that_is_not_well_did_not_take_waits_and_is_published_in_order(string fault)
    {
        const int many = 20; // more than the client of the sidecar repeats by itself
        if (fault == "cut")
        {
            _sidecar.Faults.CutConnections("/v1.0/publish", many);
        }
        else
        {
            _sidecar.Faults.AnswerWith("/v1.0/publish", 500, count: many);
        }

        await _world.AddAsync(ToTopic);
        await ForwardAsync("first", "second");
        await ForwardAsync("third");
        await FailedAsync();
        _sidecar.Faults.Clear();
        await _world.SentAsync("there", 3);

        Assert.Equal(["first", "second", "third"], Events().Select(MessageOf));
    }

    [Fact]
    public async Task A_component_that_is_not_there_may_come()
    {
        await _world.AddAsync("""{"id":"there","dapr_topic":{"component":"nowhere","topic":"logs"}}""");

        await ForwardAsync("first");
        await FailedAsync();

        var status = await _world.StatusAsync("there");
        Assert.Equal((1, 0), (status.GetProperty("queued").GetInt32(), status.GetProperty("dead_letters").GetInt32()));
        Assert.Contains("nowhere", status.GetProperty("last_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_gets_each_batch_once_as_an_array_of_records()
    {
        await _world.AddAsync(ToBinding);

        await ForwardAsync("first", "second");
        await _world.SentAsync("there", 2);

        var call = Assert.Single(_sidecar.Broker.BindingCalls("sink"));
        var records = JsonDocument.Parse(call.Data).RootElement.EnumerateArray();
        Assert.Equal(("create", "logs"), (call.Operation, call.Metadata["key"]));
        Assert.Equal(["first", "second"], records.Select(r => r.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_binding_that_fails_gets_the_same_records_again_in_order()
    {
        _sidecar.Faults.AnswerWith("/v1.0/bindings", 500, "ERR_INVOKE_OUTPUT_BINDING", count: 3);
        await _world.AddAsync(ToBinding);

        await ForwardAsync("first", "second");
        await _world.SentAsync("there", 2);
        await ForwardAsync("third");
        await _world.SentAsync("there", 3);

        var records = _sidecar
            .Broker.BindingCalls("sink")
            .SelectMany(call => JsonDocument.Parse(call.Data).RootElement.EnumerateArray());
        Assert.Equal(["first", "second", "third"], records.Select(r => r.GetProperty("message").GetString()));
        Assert.Equal(3, (await _world.StatusAsync("there")).GetProperty("failed_attempts").GetInt32());
    }

    [Fact]
    public async Task What_the_sidecar_calls_wrong_in_itself_is_a_dead_letter()
    {
        _sidecar.Faults.AnswerWith("/v1.0/bindings", 400, "ERR_MALFORMED_REQUEST");
        await _world.AddAsync(ToBinding);

        await ForwardAsync("wrong");
        await Eventually.HoldsAsync(
            async () => (await _world.StatusAsync("there")).GetProperty("dead_letters").GetInt32() == 1,
            "it is a dead letter"
        );
        await ForwardAsync("right");
        await _world.SentAsync("there", 1);

        Assert.Single(_sidecar.Broker.BindingCalls("sink"));
    }

    [Fact]
    public async Task Without_a_sidecar_the_records_wait_and_the_status_says_why()
    {
        await using var world = await RoutingWorld.StartAsync();
        await world.AddAsync(ToTopic);

        await world.ForwardAsync("""{"to":["there"]}""", RoutingWorld.Record("first"));
        await Eventually.HoldsAsync(
            async () => (await world.StatusAsync("there")).GetProperty("failed_attempts").GetInt32() > 0,
            "it was tried"
        );

        var status = await world.StatusAsync("there");
        Assert.Equal("this installation has no Dapr sidecar", status.GetProperty("last_error").GetString());
        Assert.Equal(1, status.GetProperty("queued").GetInt32());
    }

    private async Task ForwardAsync(params string[] bodies) =>
        await _world.ForwardAsync("""{"to":["there"]}""", [.. bodies.Select(body => RoutingWorld.Record(body))]);

    private Task FailedAsync() =>
        Eventually.HoldsAsync(
            async () => (await _world.StatusAsync("there")).GetProperty("failed_attempts").GetInt32() > 0,
            "an attempt has failed"
        );

    private List<JsonElement> Events() =>
        [.. _sidecar.Broker.Published("logs").Select(message => JsonDocument.Parse(message.Data).RootElement)];

    private static string? MessageOf(JsonElement e) => e.GetProperty("data").GetProperty("message").GetString();

    private static string? IdOf(JsonElement e) => e.GetProperty("id").GetString();
}
