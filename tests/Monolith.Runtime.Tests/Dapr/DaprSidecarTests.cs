using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Monolith.DaprSidecar;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

/// <summary>The client and the sidecar together.</summary>
public sealed class DaprSidecarTests : IAsyncDisposable
{
    private readonly DaprRuntime _runtime = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    [Fact]
    public async Task B9_Entries_that_the_broker_refused_are_on_the_topic_once_in_the_end()
    {
        await using var host = _runtime.CreateHost();
        _runtime.Sidecar.Faults.FailPublishes("logs", count: 3);
        var entries = Enumerable
            .Range(0, 10)
            .Select(i => new BulkPublishEntry($"{i}", Encoding.UTF8.GetBytes($"\"{i}\""), "application/json"))
            .ToList();

        var failures = await Client(host).BulkPublishEventAsync("pubsub", "logs", entries, metadata: null, Token);

        Assert.Empty(failures);
        Assert.Equal(10, _runtime.Sidecar.Broker.Published("logs").Count);
    }

    [Fact]
    public async Task E7_A_body_above_the_limit_publishes_nothing_whoever_refuses_it()
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions { MaxBodyBytes = 128 * 1024 });
        await using var careful = HostOf(sidecar, 128 * 1024);
        await using var careless = HostOf(sidecar, 1024 * 1024);
        var data = new byte[(128 * 1024) + 1];

        var before = await Assert.ThrowsAsync<DaprException>(() => PublishAsync(careful, data));
        var after = await Assert.ThrowsAsync<DaprException>(() => PublishAsync(careless, data));

        Assert.Null(before.ErrorCode);
        Assert.Equal("ERR_PUBSUB_PUBLISH_MESSAGE", after.ErrorCode);
        Assert.Empty(sidecar.Broker.Published("logs"));
    }

    [Fact]
    public async Task E3_The_host_starts_although_the_health_of_the_sidecar_waits_for_the_host()
    {
        await using var host = _runtime.CreateHost();
        await Client(host).WaitForSidecarAsync(Token);
        Assert.False(await Client(host).CheckHealthAsync(Token));

        await host.StartAsync();

        await Eventually.HoldsAsync(() => Client(host).CheckHealthAsync(Token), "the sidecar is healthy");
    }

    [Fact]
    public async Task The_sidecar_says_what_it_has()
    {
        await using var host = await _runtime.StartHostAsync(services =>
            services.AddTopicSubscription(new TopicSubscription("pubsub", "logs", "/dapr/logs"))
        );

        await Client(host).SetMetadataAsync("colour", "blue", Token);
        var metadata = await Client(host).GetMetadataAsync(Token);

        Assert.Equal("monolith", metadata.Id);
        Assert.Contains(metadata.Components, component => component.Name == "statestore");
        var subscription = Assert.Single(metadata.Subscriptions);
        Assert.Equal(
            ("pubsub", "logs", "logs-dead"),
            (subscription.PubSubName, subscription.Topic, subscription.DeadLetterTopic)
        );
        Assert.Equal("PROGRAMMATIC", subscription.Type);
        Assert.Equal("blue", metadata.Extended["colour"]);
    }

    [Fact]
    public async Task State_is_read_as_it_was_written()
    {
        await using var host = _runtime.CreateHost();
        var dapr = Client(host);

        Assert.Equal((null, null), await dapr.GetStateAndETagAsync<string>("statestore", "a/b c+", Token));
        await dapr.SaveStateAsync("statestore", "a/b c+", "“x”", TimeSpan.FromMinutes(1), Token);
        var (value, etag) = await dapr.GetStateAndETagAsync<string>("statestore", "a/b c+", Token);
        Assert.Equal("“x”", value);

        Assert.True(await dapr.TrySaveStateAsync("statestore", "a/b c+", "y", etag, timeToLive: null, Token));
        Assert.False(await dapr.TrySaveStateAsync("statestore", "a/b c+", "z", etag, timeToLive: null, Token));
        Assert.False(await dapr.TryDeleteStateAsync("statestore", "a/b c+", etag!, Token));

        var items = await dapr.GetBulkStateAsync("statestore", ["a/b c+", "none"], Token);
        Assert.Equal("y", items.Single(i => i.Key == "a/b c+").Data!.Value.GetString());
        Assert.Null(items.Single(i => i.Key == "none").Data);

        await dapr.DeleteStateAsync("statestore", "a/b c+", Token);
        Assert.Null(await dapr.GetStateAsync<string>("statestore", "a/b c+", Token));
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_named_by_the_code_of_Dapr()
    {
        await using var host = _runtime.CreateHost();

        var error = await Assert.ThrowsAsync<DaprException>(() =>
            Client(host).GetStateAsync<string>("none", "a", Token)
        );

        Assert.Equal("ERR_STATE_STORE_NOT_FOUND", error.ErrorCode);
        Assert.False(error.IsRetriable);
    }

    [Fact]
    public async Task Secrets_are_read_by_name_and_an_unknown_store_is_an_error()
    {
        await using var sidecar = await Sidecar.StartAsync(
            new SidecarOptions
            {
                Secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>
                {
                    ["clickhouse"] = new Dictionary<string, string> { ["password"] = "x" },
                },
            }
        );
        await using var host = HostOf(sidecar, 1024 * 1024);

        var one = await Client(host).GetSecretAsync("secretstore", "clickhouse", metadata: null, Token);
        var all = await Client(host).GetBulkSecretAsync("secretstore", metadata: null, Token);
        var error = await Assert.ThrowsAsync<DaprException>(() =>
            Client(host).GetSecretAsync("none", "clickhouse", metadata: null, Token)
        );

        Assert.Equal("x", one["password"]);
        Assert.Equal("x", all["clickhouse"]["password"]);
        Assert.Equal("ERR_SECRET_STORE_NOT_FOUND", error.ErrorCode);
    }

    [Fact]
    public async Task A_lock_has_one_owner_until_it_is_given_back()
    {
        await using var host = _runtime.CreateHost();
        var dapr = Client(host);

        Assert.True(await dapr.LockAsync("lockstore", "r", "one", 30, Token));
        Assert.False(await dapr.LockAsync("lockstore", "r", "other", 30, Token));
        Assert.Equal(LockStatus.LockBelongsToOthers, await dapr.UnlockAsync("lockstore", "r", "other", Token));
        Assert.Equal(LockStatus.Success, await dapr.UnlockAsync("lockstore", "r", "one", Token));
        Assert.Equal(LockStatus.LockDoesNotExist, await dapr.UnlockAsync("lockstore", "r", "one", Token));
    }

    private static Task PublishAsync(TestHost host, byte[] data) =>
        Client(host).PublishByteEventAsync("pubsub", "logs", data, "application/octet-stream", metadata: null, Token);

    private static TestHost HostOf(Sidecar sidecar, int maxBodyBytes) =>
        TestHost.Create(
            TimeProvider.System,
            port: 0,
            services: null,
            ("DAPR_HTTP_ENDPOINT", sidecar.HttpEndpoint.AbsoluteUri),
            ("Monolith:Dapr:RetryDelay", "00:00:00.001"),
            ("Monolith:Dapr:MaxBodyBytes", $"{maxBodyBytes}")
        );

    private static DaprClient Client(TestHost host) => host.Services.GetRequiredService<DaprClient>();
}
