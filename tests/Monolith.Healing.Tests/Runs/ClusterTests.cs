using System.Text.Json.Nodes;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Tests.Support;
using Monolith.KubernetesApi;

namespace Monolith.Healing.Tests.Runs;

/// <summary>Runs with the real actions on a cluster that behaves badly.</summary>
public sealed class ClusterTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VirtualTime _time = new();
    private FakeCluster? _cluster;
    private HealingStage? _stage;

    private FakeCluster Cluster => _cluster!;

    private HealingStage Stage => _stage!;

    public async ValueTask DisposeAsync()
    {
        if (_stage is not null)
        {
            await _stage.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task A_workload_is_restarted_once_and_is_well_again()
    {
        await StartAsync();
        Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = TimeSpan.FromSeconds(5) });

        await Stage.FireAsync();
        var run = await Stage.UntilEndedAsync();

        Assert.Equal("healed", run.GetProperty("outcome").GetString());
        AssertRestarted(times: 1);
    }

    [Fact]
    public async Task Pods_that_never_get_ready_are_not_restarted_again_and_people_are_told()
    {
        await StartAsync();
        Cluster.Behave("shop", "checkout", PodBehaviour.NeverReady);

        await Stage.FireAsync();
        var first = await Stage.UntilEndedAsync();
        await Stage.FireAsync();
        var second = await Stage.UntilEndedAsync(count: 2);

        Assert.Contains(first.GetProperty("outcome").GetString(), new[] { "rolledBack", "failed" });
        Assert.True(first.GetProperty("isEscalated").GetBoolean());
        Assert.Equal("refused", second.GetProperty("outcome").GetString());
        AssertRestarted(times: 1);
    }

    [Fact]
    public async Task An_api_server_that_is_away_in_the_middle_is_waited_for()
    {
        await StartAsync();
        Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = TimeSpan.FromSeconds(30) });

        await Stage.FireAsync();
        await Stage.UntilAsync(run => run.GetProperty("state").GetString() == "watching", "the run watches");
        Cluster.Faults.IsDown = true;
        await Stage.UntilAsync(_ => true, "some time goes by");
        Cluster.Faults.IsDown = false;
        var ended = await Stage.UntilEndedAsync();

        Assert.Equal("healed", ended.GetProperty("outcome").GetString());
        AssertRestarted(times: 1);
    }

    [Fact]
    public async Task A_conflict_and_a_lost_answer_lead_to_one_restart()
    {
        await StartAsync();
        Cluster.Faults.Answer(409, "Conflict", call => call is { Verb: "patch", IsDryRun: false }, times: 2);
        Cluster.Faults.CutAfter(call => call is { Verb: "patch", IsDryRun: false });

        await Stage.FireAsync();
        var run = await Stage.UntilEndedAsync();

        Assert.Equal("healed", run.GetProperty("outcome").GetString());
        AssertRestarted(times: 1);
    }

    [Fact]
    public async Task With_half_of_the_pods_gone_a_restart_would_make_it_worse()
    {
        await StartAsync(replicas: 4);
        foreach (var pod in Cluster.List("Pod", "shop").Take(3))
        {
            Cluster.BreakPod("shop", pod["metadata"]!["name"]!.GetValue<string>());
        }

        await Stage.FireAsync();
        var run = await Stage.UntilEndedAsync();

        Assert.Equal("refused", run.GetProperty("outcome").GetString());
        Assert.Empty(Writes);
    }

    [Fact]
    public async Task A_deployment_that_is_being_rolled_out_is_left_alone()
    {
        await StartAsync();
        Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = TimeSpan.FromHours(1) });
        Cluster.Change(
            "Deployment",
            "shop",
            "checkout",
            d => d["spec"]!["template"]!["metadata"]!["annotations"] = new JsonObject { ["release"] = "2" }
        );

        await Stage.FireAsync();
        var run = await Stage.UntilEndedAsync();

        Assert.Equal("refused", run.GetProperty("outcome").GetString());
        Assert.Equal("rolloutInProgress", run.GetProperty("reason").GetString());
        Assert.Empty(Writes);
    }

    [Fact]
    public async Task Of_two_policies_for_one_target_one_gets_the_lock()
    {
        await StartAsync();
        var scale = Some.Policy("scale-checkout", action: "scale");
        scale["parameters"] = new JsonObject { ["replicas"] = "4" };
        await Stage.AddPolicyAsync(scale);
        Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = TimeSpan.FromSeconds(20) });

        await Stage.FireAsync();
        await Stage.UntilEndedAsync(count: 2);

        var runs = (await Stage.GetAsync("/api/v1/healing/runs")).GetProperty("runs").EnumerateArray().ToList();
        Assert.Single(runs, run => run.GetProperty("outcome").GetString() == "healed");
        Assert.Single(runs, run => run.GetProperty("outcome").GetString() == "refused");
    }

    [Fact]
    public async Task A_process_that_dies_at_each_commit_restarts_the_workload_of_the_cluster_once()
    {
        await StartAsync();
        await Stage.FireAsync();

        for (var deaths = 0; !await IsOverAsync(); deaths++)
        {
            Assert.InRange(deaths, 0, 60);
            var crash = new CrashModule(commits: 0, isCommitted: true);
            await Stage.RestartAsync(crash);
            await Eventually.HoldsAsync(
                async () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                    return crash.Died.IsCompleted || await IsOverAsync();
                },
                "the process dies or the run is over"
            );
        }

        AssertRestarted(times: 1);
    }

    private IReadOnlyList<ApiCall> Writes => [.. Cluster.Calls.Where(call => call.IsWrite)];

    private async Task StartAsync(int replicas = 3)
    {
        _cluster = await FakeCluster.StartAsync(new FakeClusterOptions { Clock = _time });
        _cluster.AddDeployment("shop", "checkout", replicas);
        var kubeconfig = _folder.File("kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, _cluster.Kubeconfig(), TestContext.Current.CancellationToken);
        _stage = await HealingStage.StartAsync(
            _time,
            ("Modules:Healing:Kubernetes:Kubeconfig", kubeconfig),
            ("Modules:Healing:Kubernetes:ObserveWait", "00:00:00"),
            ("Modules:Healing:Kubernetes:RequestTimeout", "00:05:00"),
            ("Modules:Healing:Kubernetes:RetryDelay", "00:00:00.001")
        );
        await _stage.AddPolicyAsync(Some.Policy(action: "restart"));
        _stage.Alert.Condition = () => Writes.Count == 0 ? AlertCondition.Met : AlertCondition.NotMet;
    }

    private async Task<bool> IsOverAsync()
    {
        var runs = (await Stage.GetAsync("/api/v1/healing/runs")).GetProperty("runs");
        return runs.GetArrayLength() == 1 && runs[0].GetProperty("state").GetString() == "ended";
    }

    /// <summary>Each restart makes a new set of pods beside the first one.</summary>
    private void AssertRestarted(int times) => Assert.Equal(times + 1, Cluster.List("ReplicaSet", "shop").Count);
}
