using Monolith.Healing.Actions;
using Monolith.KubernetesApi;
using Monolith.KubernetesApi.Objects;

namespace Monolith.Healing.Tests.Actions;

public sealed class FailoverActionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_is_switched_to_the_other_pool_and_back()
    {
        await using var stage = await ActionStage.StartAsync();
        AddPools(stage);
        var plan = await ActionStage.PlanAsync(stage.Failover, Ask());

        var result = await stage.Failover.ExecuteAsync(Ask(), plan, Token);
        var progress = await stage.Failover.ObserveAsync(Ask(), plan, Token);
        var switched = Pool(stage);
        var undone = await stage.Failover.RollBackAsync(Ask(), plan, Token);

        Assert.Equal((ActionOutcome.Changed, ProgressState.Complete, "b"), (result.Outcome, progress.State, switched));
        Assert.Equal((ActionOutcome.Changed, "a"), (undone.Outcome, Pool(stage)));
        Assert.Equal("cart", stage.Cluster.Find("Service", "shop", "cart").Text("spec", "selector", "app"));
    }

    [Fact]
    public async Task However_often_it_is_carried_out_there_is_one_switch_and_one_way_back()
    {
        await using var stage = await ActionStage.StartAsync();
        AddPools(stage);
        var plan = await ActionStage.PlanAsync(stage.Failover, Ask());
        stage.Cluster.Faults.CutAfter(call => call is { Verb: "patch", IsDryRun: false });

        await stage.Failover.ExecuteAsync(Ask(), plan, Token);
        await stage.Failover.ExecuteAsync(Ask(), plan, Token);
        await stage.Failover.RollBackAsync(Ask(), plan, Token);
        await stage.Failover.RollBackAsync(Ask(), plan, Token);

        Assert.Equal((2, "a"), (stage.Writes.Count, Pool(stage)));
    }

    [Fact]
    public async Task A_pool_without_ready_pods_takes_no_traffic()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.Behave("shop", "cart-b", PodBehaviour.NeverReady);
        AddPools(stage);

        var plan = await ActionStage.PlanAsync(stage.Failover, Ask());

        Assert.Equal("poolNotReady", plan.Refusal?.Reason);
        Assert.Equal("a", Pool(stage));
    }

    [Theory]
    [InlineData("zone", "b", "noSuchPool")]
    [InlineData("pool", "a", "alreadyThere")]
    public async Task What_makes_no_sense_is_refused_by_name(string label, string to, string reason)
    {
        await using var stage = await ActionStage.StartAsync();
        AddPools(stage);

        var plan = await ActionStage.PlanAsync(
            stage.Failover,
            ActionStage.Ask("Service", "cart", parameters: [("label", label), ("to", to)])
        );

        Assert.Equal(reason, plan.Refusal?.Reason);
    }

    [Fact]
    public async Task A_selector_that_somebody_else_has_changed_since_the_plan_stays()
    {
        await using var stage = await ActionStage.StartAsync();
        AddPools(stage);
        var plan = await ActionStage.PlanAsync(stage.Failover, Ask());
        stage.Cluster.Change("Service", "shop", "cart", item => item["spec"]!["selector"]!["pool"] = "c");

        var result = await stage.Failover.ExecuteAsync(Ask(), plan, Token);

        Assert.Equal((ActionOutcome.Failed, "superseded", "c"), (result.Outcome, result.Reason, Pool(stage)));
    }

    private static ActionRequest Ask() =>
        ActionStage.Ask("Service", "cart", parameters: [("label", "pool"), ("to", "b")]);

    private static string? Pool(ActionStage stage) =>
        stage.Cluster.Find("Service", "shop", "cart").Text("spec", "selector", "pool");

    private static void AddPools(ActionStage stage)
    {
        foreach (var pool in new[] { "a", "b" })
        {
            stage.Cluster.Apply(
                $$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: { namespace: shop, name: cart-{{pool}} }
                spec:
                  replicas: 2
                  selector: { matchLabels: { app: cart, pool: {{pool}} } }
                  template:
                    metadata: { labels: { app: cart, pool: {{pool}} } }
                    spec: { containers: [ { name: app, image: "example/cart:1" } ] }
                """
            );
        }

        stage.Cluster.Apply(
            """
            apiVersion: v1
            kind: Service
            metadata: { namespace: shop, name: cart }
            spec: { selector: { app: cart, pool: a } }
            """
        );
    }
}
