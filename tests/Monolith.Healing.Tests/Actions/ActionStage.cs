using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monolith.Healing.Actions;
using Monolith.Healing.Kubernetes;
using Monolith.Healing.Kubernetes.Connection;
using Monolith.KubernetesApi;

namespace Monolith.Healing.Tests.Actions;

/// <summary>A cluster on virtual time, and actions that reach it over HTTP.</summary>
internal sealed class ActionStage : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly KubernetesConnection _connection;

    private ActionStage(FakeCluster cluster, VirtualTime clock, string token)
    {
        Cluster = cluster;
        Clock = clock;
        _connection = new KubernetesConnection { Server = cluster.Url, Token = token };
        Options = Microsoft.Extensions.Options.Options.Create(
            new KubernetesOptions { RetryDelay = TimeSpan.FromMilliseconds(1), ObserveWait = TimeSpan.Zero }
        );
        Kubernetes = KubernetesCluster.At(
            _connection,
            Options,
            new KubernetesMetrics(_services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System
        );
    }

    public FakeCluster Cluster { get; }

    public VirtualTime Clock { get; }

    public KubernetesCluster Kubernetes { get; }

    public IOptions<KubernetesOptions> Options { get; }

    public RestartAction Restart => new(Kubernetes, Options, Clock);

    public ScaleAction Scale => new(Kubernetes, Options, Clock);

    public ReplacePodAction ReplacePod => new(Kubernetes, Options, Clock);

    public FailoverAction Failover => new(Kubernetes, Options, Clock);

    /// <summary>What was changed by us so far.</summary>
    public IReadOnlyList<ApiCall> Writes => [.. Cluster.Calls.Where(call => call.IsWrite)];

    public static async Task<ActionStage> StartAsync(IReadOnlyList<AccessRule>? access = null)
    {
        var clock = new VirtualTime();
        var options = new FakeClusterOptions { Clock = clock, Access = access };
        var cluster = await FakeCluster.StartAsync(options);
        return new ActionStage(cluster, clock, options.Token);
    }

    /// <summary>A request for the Deployment <c>shop/checkout</c>, unless said otherwise.</summary>
    public static ActionRequest Ask(
        string kind = "Deployment",
        string name = "checkout",
        string operation = "op-1",
        int step = 0,
        params (string Name, string Value)[] parameters
    ) =>
        new(
            operation,
            "default",
            "any",
            new ActionTarget(kind, "shop", name),
            parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
            ManualTime.Start,
            step
        );

    /// <summary>Plans, and hands the plan over as a workflow does: as JSON.</summary>
    public static async Task<ActionPlan> PlanAsync(IHealingAction action, ActionRequest request)
    {
        var plan = await action.PlanAsync(request, TestContext.Current.CancellationToken);
        var json = JsonSerializer.Serialize(plan, JsonSerializerOptions.Web);
        return JsonSerializer.Deserialize<ActionPlan>(json, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        Kubernetes.Dispose();
        _connection.Dispose();
        await _services.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
