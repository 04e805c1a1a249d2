using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Objects;
using Monolith.Healing.Kubernetes.Watching;
using Monolith.KubernetesApi;

namespace Monolith.Healing.Tests.Kubernetes;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly List<(WatchEventType Type, string Name)> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private ClientStage _stage = null!;
    private Task _watching = Task.CompletedTask;

    private FakeCluster Cluster => _stage.Cluster!;

    public async ValueTask InitializeAsync()
    {
        _stage = await ClientStage.StartFakeAsync();
        Cluster.AddDeployment("shop", "first", replicas: 0);
        _watching = WatchAsync();
        await SeenAsync(WatchEventType.Added, "first");
        await Eventually.HoldsAsync(() => Cluster.OpenWatches == 1, "the watch is open");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _watching);
        await _stage.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_connection_that_breaks_is_resumed_where_it_broke()
    {
        Cluster.CutWatches();
        Cluster.AddDeployment("shop", "second", replicas: 0);

        await SeenAsync(WatchEventType.Added, "second");

        Assert.Single(Cluster.Calls, call => call is { Verb: "list", Resource: "deployments" });
        Assert.Equal(1, Count(WatchEventType.Added, "first"));
    }

    [Fact]
    public async Task A_place_that_the_server_has_forgotten_is_left_by_listing_anew_and_only_differences_are_told()
    {
        Cluster.Faults.IsDown = true;
        Cluster.CutWatches();
        Cluster.AddDeployment("shop", "second", replicas: 0);
        Cluster.Delete("Deployment", "shop", "first");
        Cluster.ExpireWatches();
        Cluster.Faults.IsDown = false;

        await SeenAsync(WatchEventType.Added, "second");
        await SeenAsync(WatchEventType.Deleted, "first");

        Assert.Equal(1, Count(WatchEventType.Added, "first"));
        Assert.Equal(2, Cluster.Calls.Count(call => call is { Verb: "list", Resource: "deployments" }));
    }

    [Fact]
    public async Task A_watch_that_is_told_in_the_middle_that_it_is_too_late_goes_on()
    {
        Cluster.ExpireWatches();
        Cluster.AddDeployment("shop", "second", replicas: 0);

        await SeenAsync(WatchEventType.Added, "second");

        Assert.Equal(1, Count(WatchEventType.Added, "first"));
    }

    [Fact]
    public async Task A_bookmark_moves_the_place_on_without_telling_anything()
    {
        Cluster.AddDeployment("other", "elsewhere", replicas: 0);
        Cluster.SendBookmarks();
        Cluster.CutWatches();
        Cluster.AddDeployment("shop", "second", replicas: 0);

        await SeenAsync(WatchEventType.Added, "second");

        Assert.DoesNotContain(_seen.ToArray(), change => change.Name == "elsewhere");
    }

    [Fact]
    public async Task A_server_that_is_away_is_waited_for()
    {
        Cluster.Faults.IsDown = true;
        Cluster.CutWatches();
        Cluster.AddDeployment("shop", "second", replicas: 0);
        await Eventually.HoldsAsync(() => Cluster.OpenWatches == 0, "the watch is cut");
        Cluster.Faults.IsDown = false;

        await SeenAsync(WatchEventType.Added, "second");
    }

    private async Task WatchAsync()
    {
        var changes = _stage.Client.WatchAsync(KubernetesResources.Deployments, "shop", Selection.All, _stop.Token);
        await foreach (var change in changes)
        {
            lock (_seen)
            {
                _seen.Add((change.Type, change.Item.Metadata.Name));
            }
        }
    }

    private Task SeenAsync(WatchEventType type, string name) =>
        Eventually.HoldsAsync(() => Count(type, name) > 0, $"{name} is told as {type}");

    private int Count(WatchEventType type, string name)
    {
        lock (_seen)
        {
            return _seen.Count(change => change == (type, name));
        }
    }
}
