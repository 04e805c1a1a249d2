using Microsoft.Extensions.DependencyInjection;
using Monolith.Platform;

namespace Monolith.Runtime.Tests;

/// <summary>What outlives a host: files or a sidecar. Hosts come and go on it.</summary>
public abstract class TestRuntime : IAsyncDisposable
{
    /// <summary>Puts a host together that is not running: it can commit, but relays and handles nothing.</summary>
    public abstract TestHost CreateHost(TimeProvider? clock = null, Action<IServiceCollection>? services = null);

    /// <summary>Starts a host. One at a time.</summary>
    public virtual async Task<TestHost> StartHostAsync(Action<IServiceCollection>? services = null)
    {
        var host = CreateHost(clock: null, services);
        await host.StartAsync();
        return host;
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>The embedded runtime on files of its own.</summary>
public sealed class EmbeddedRuntime : TestRuntime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The data folder.</summary>
    public string Path => _folder.Path;

    /// <inheritdoc/>
    public override TestHost CreateHost(TimeProvider? clock = null, Action<IServiceCollection>? services = null) =>
        TestHost.Create(
            clock ?? TimeProvider.System,
            port: 0,
            collection =>
            {
                collection.AddSingleton(new DataFolder(_folder.Path));
                services?.Invoke(collection);
            },
            ("Monolith:Runtime", "Embedded"),
            ("Monolith:Events:RetryDelay", "00:00:00.010"),
            ("Monolith:Events:MaxAttempts", "4")
        );

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
