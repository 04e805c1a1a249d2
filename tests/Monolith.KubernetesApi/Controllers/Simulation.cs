using System.Text.Json.Nodes;
using Monolith.KubernetesApi.Objects;

namespace Monolith.KubernetesApi.Controllers;

/// <summary>The controllers and nodes of the cluster, and when they look at it: after each change and when something that
/// takes time is over.</summary>
internal sealed class Simulation : IDisposable
{
    private const int MaxRounds = 1000;
    private readonly ObjectStore _store;
    private readonly FakeClusterOptions _options;
    private readonly ITimer _timer;
    private readonly List<IController> _controllers;
    private DateTimeOffset? _wakeAt;

    public Simulation(ObjectStore store, FakeClusterOptions options)
    {
        _store = store;
        _options = options;
        _timer = options.Clock.CreateTimer(
            _ => Wake(),
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        Kubelet = new Kubelet(store, this);
        var availability = new Availability(this);
        var pods = new PodFactory(store, options.Nodes);
        _controllers =
        [
            new Deployments(store, this),
            new ReplicaSets(store, availability, pods),
            new StatefulSets(store, availability, pods),
            new DaemonSets(store, availability, pods, options.Nodes),
            Kubelet,
            new EndpointSlices(store),
            new Disruptions(store),
            new GarbageCollector(store),
        ];
    }

    public Kubelet Kubelet { get; }

    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>Something was changed from outside. Called with the store's lock held.</summary>
    public void Changed()
    {
        if (_options.ControllerLag == TimeSpan.Zero)
        {
            Settle();
        }
        else
        {
            WakeAt(Now + _options.ControllerLag);
            Schedule();
        }
    }

    /// <summary>Has the controllers look again at a moment, if nothing has them look earlier.</summary>
    public void WakeAt(DateTimeOffset time) => _wakeAt = _wakeAt is { } earlier && earlier < time ? earlier : time;

    /// <summary>Deletes an object as its owner or a caller asks for; what it owns follows.</summary>
    public void Delete(ResourceType type, JsonObject item) => _store.Remove(type, item);

    public void Dispose() => _timer.Dispose();

    private void Wake()
    {
        lock (_store.Gate)
        {
            Settle();
        }
    }

    private void Settle()
    {
        _wakeAt = null;
        for (var round = 0; ; round++)
        {
            var before = _store.Version;
            _controllers.ForEach(controller => controller.Reconcile());
            if (_store.Version == before)
            {
                break;
            }

            if (round == MaxRounds)
            {
                throw new InvalidOperationException("The controllers do not come to rest.");
            }
        }

        Schedule();
    }

    private void Schedule()
    {
        if (_wakeAt is { } time)
        {
            var wait = time - Now;
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
