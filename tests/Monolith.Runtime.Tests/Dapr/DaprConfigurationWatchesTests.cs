using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform.Dapr;

namespace Monolith.Runtime.Tests.Dapr;

public sealed class DaprConfigurationWatchesTests : IAsyncDisposable
{
    private readonly DaprRuntime _runtime = new();
    private readonly ConcurrentQueue<string> _changes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    [Fact]
    public async Task T7_A_watch_tells_what_is_and_then_what_changes()
    {
        await using var host = await _runtime.StartHostAsync();
        _runtime.Sidecar.Broker.Configure("colour", "blue");

        await using var watch = await WatchAsync(host, "colour");
        _runtime.Sidecar.Broker.Configure("colour", "red");
        _runtime.Sidecar.Broker.Configure("size", "large");

        await HaveChangedAsync("colour=blue", "colour=red");
    }

    [Fact]
    public async Task T7_A_watch_outlives_a_restart_of_the_sidecar_and_misses_nothing()
    {
        await using var host = await _runtime.StartHostAsync();
        _runtime.Sidecar.Broker.Configure("colour", "blue");
        await using var watch = await WatchAsync(host, "colour");

        await _runtime.Sidecar.RestartAsync();
        _runtime.Sidecar.Broker.Configure("colour", "red");
        await HaveChangedAsync("colour=blue", "colour=red");

        _runtime.Sidecar.Broker.Configure("colour", "green");
        await HaveChangedAsync("colour=blue", "colour=red", "colour=green");
    }

    [Fact]
    public async Task T7_A_watch_that_was_disposed_tells_nothing_more()
    {
        await using var host = await _runtime.StartHostAsync();
        _runtime.Sidecar.Broker.Configure("colour", "blue");
        await (await WatchAsync(host, "colour")).DisposeAsync();
        await using var other = await WatchAsync(host, "size");

        _runtime.Sidecar.Broker.Configure("colour", "red");
        _runtime.Sidecar.Broker.Configure("size", "large");

        await HaveChangedAsync("colour=blue", "size=large");
    }

    private Task<IAsyncDisposable> WatchAsync(TestHost host, params string[] keys) =>
        host
            .Services.GetRequiredService<DaprConfigurationWatches>()
            .WatchAsync("configstore", keys, Note, metadata: null, Token);

    private Task Note(IReadOnlyDictionary<string, ConfigurationItem> changed, CancellationToken cancellationToken)
    {
        foreach (var (key, item) in changed)
        {
            _changes.Enqueue($"{key}={item.Value}");
        }

        return Task.CompletedTask;
    }

    private async Task HaveChangedAsync(params string[] expected)
    {
        await Eventually.HoldsAsync(() => _changes.Count >= expected.Length, string.Join(", ", expected));
        Assert.Equal(expected, _changes);
    }
}
