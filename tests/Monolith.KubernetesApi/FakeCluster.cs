using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monolith.KubernetesApi.Api;
using Monolith.KubernetesApi.Controllers;
using Monolith.KubernetesApi.Objects;
using Monolith.KubernetesApi.Running;

namespace Monolith.KubernetesApi;

/// <summary>
/// A Kubernetes cluster in memory: its API server over HTTP, and the controllers that roll out, replace and count pods. It
/// follows the published behaviour of Kubernetes as far as a client that heals workloads can see it. Thread-safe.
/// </summary>
public sealed class FakeCluster : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly Simulation _simulation;
    private readonly Watches _watches;
    private readonly ApiServer _server;
    private readonly WebApplication _app;

    private FakeCluster(FakeClusterOptions options)
    {
        _store = new ObjectStore(options.Clock);
        _simulation = new Simulation(_store, options);
        _watches = new Watches(options, _store);
        var writes = new ObjectWrites(_store, _simulation, new Disruptions(_store));
        _server = new ApiServer(options, _store, writes, _watches, Faults);
        _app = Listener.Build(options.Url, options.Certificate, _server.HandleAsync);
    }

    /// <summary>Where the API server is.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>What a caller must show.</summary>
    public string Token
    {
        get => _server.Token;
        set => _server.Token = value;
    }

    /// <summary>What goes wrong on purpose.</summary>
    public Faults Faults { get; } = new();

    /// <summary>What was asked of the API server, in order.</summary>
    public IReadOnlyList<ApiCall> Calls => _server.Calls;

    /// <summary>How many watches are open.</summary>
    public int OpenWatches => _watches.Open;

    /// <summary>Starts a cluster without workloads.</summary>
    public static async Task<FakeCluster> StartAsync(FakeClusterOptions? options = null)
    {
        var cluster = new FakeCluster(options ?? new FakeClusterOptions());
        await cluster._app.StartAsync();
        return cluster;
    }

    /// <summary>Creates or replaces the objects of a YAML stream. Pods of workloads behave as
    /// <see cref="Behave"/> said, and are ready at once otherwise.</summary>
    public void Apply(string manifests)
    {
        foreach (var manifest in Manifests.Read(manifests))
        {
            Apply(manifest);
        }
    }

    /// <summary>Creates or replaces an object.</summary>
    public void Apply(JsonObject manifest)
    {
        var type = ResourceType.OfKind(manifest.Text("kind"));
        var item = manifest.Copy();
        if (type.IsNamespaced)
        {
            item.Child("metadata").TryAdd("namespace", "default");
        }

        lock (_store.Gate)
        {
            var before = _store.Find(type, item.Namespace(), item.Name());
            Defaults.Fill(type, item);
            if (before is null)
            {
                _store.Add(type, item);
            }
            else
            {
                _store.Change(type, before, next => next["spec"] = item["spec"]?.DeepClone());
            }

            _simulation.Changed();
        }
    }

    /// <summary>A Deployment with one container, whose pods are labelled <c>app: NAME</c>.</summary>
    public void AddDeployment(string ns, string name, int replicas = 3) =>
        Apply(
            $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { namespace: {{ns}}, name: {{name}}, labels: { app: {{name}} } }
            spec:
              replicas: {{replicas}}
              selector: { matchLabels: { app: {{name}} } }
              template:
                metadata: { labels: { app: {{name}} } }
                spec: { containers: [ { name: app, image: "example/{{name}}:1" } ] }
            """
        );

    /// <summary>A copy of an object; null when there is none.</summary>
    public JsonObject? Find(string kind, string ns, string name)
    {
        lock (_store.Gate)
        {
            return _store.Find(ResourceType.OfKind(kind), ns, name)?.Copy();
        }
    }

    /// <summary>Copies of the objects of a kind, by name.</summary>
    public IReadOnlyList<JsonObject> List(string kind, string? ns = null)
    {
        lock (_store.Gate)
        {
            return [.. _store.List(ResourceType.OfKind(kind), ns).Select(item => item.Copy())];
        }
    }

    /// <summary>Changes an object as somebody else would.</summary>
    public void Change(string kind, string ns, string name, Action<JsonObject> change)
    {
        lock (_store.Gate)
        {
            var type = ResourceType.OfKind(kind);
            var item =
                _store.Find(type, ns, name) ?? throw new KeyNotFoundException($"There is no {kind} {ns}/{name}.");
            _store.Change(type, item, change);
            _simulation.Changed();
        }
    }

    /// <summary>Deletes an object as somebody else would.</summary>
    public void Delete(string kind, string ns, string name)
    {
        lock (_store.Gate)
        {
            var type = ResourceType.OfKind(kind);
            if (_store.Find(type, ns, name) is { } item)
            {
                _store.Remove(type, item);
                _simulation.Changed();
            }
        }
    }

    /// <summary>How the pods of a workload behave that come from now on, and those that are not ready yet.</summary>
    public void Behave(string ns, string workload, PodBehaviour behaviour)
    {
        lock (_store.Gate)
        {
            _simulation.Kubelet.Behave(ns, workload, behaviour);
            _simulation.Changed();
        }
    }

    /// <summary>How the pods of all other workloads behave that come from now on.</summary>
    public void Behave(PodBehaviour behaviour)
    {
        lock (_store.Gate)
        {
            _simulation.Kubelet.Default = behaviour;
        }
    }

    /// <summary>Has a pod fail its probe until it is replaced.</summary>
    public void BreakPod(string ns, string name)
    {
        lock (_store.Gate)
        {
            var pod =
                _store.Find(ResourceType.Pod, ns, name)
                ?? throw new KeyNotFoundException($"There is no pod {ns}/{name}.");
            _simulation.Kubelet.Break(pod);
            _simulation.Changed();
        }
    }

    /// <summary>Ends the connections of all watches in the middle.</summary>
    public void CutWatches() => _watches.Cut();

    /// <summary>Forgets what happened so far: watches that are open end with 410, and so do those that ask for a version
    /// from before.</summary>
    public void ExpireWatches() => _watches.Expire();

    /// <summary>Tells watches that want bookmarks the version as it is now.</summary>
    public void SendBookmarks() => _watches.Bookmark();

    /// <summary>The text of a kubeconfig file for this cluster.</summary>
    public string Kubeconfig() =>
        $$"""
            apiVersion: v1
            kind: Config
            clusters:
              - name: fake
                cluster: { server: "{{Url.AbsoluteUri.TrimEnd('/')}}" }
            users:
              - name: fake
                user: { token: "{{Token}}" }
            contexts:
              - name: fake
                context: { cluster: fake, user: fake, namespace: default }
            current-context: fake

            """;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _watches.Cut();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _simulation.Dispose();
    }
}
