using System.Text.Json.Nodes;
using Monolith.Healing.Actions;
using Monolith.KubernetesApi.Objects;

namespace Monolith.Healing.Tests.Actions;

public sealed class ScaleActionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workload_gets_its_new_number_and_its_former_one_back()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 2);
        var request = ActionStage.Ask(parameters: ("by", "3"));
        var plan = await ActionStage.PlanAsync(stage.Scale, request);

        var result = await stage.Scale.ExecuteAsync(request, plan, Token);
        var progress = await stage.Scale.ObserveAsync(request, plan, Token);
        var scaled = Replicas(stage);
        var undone = await stage.Scale.RollBackAsync(request, plan, Token);

        Assert.Equal((ActionOutcome.Changed, ProgressState.Complete, 5), (result.Outcome, progress.State, scaled));
        Assert.Equal((ActionOutcome.Changed, 2), (undone.Outcome, Replicas(stage)));
    }

    [Fact]
    public async Task However_often_it_is_carried_out_and_rolled_back_each_happens_once()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 2);
        var request = ActionStage.Ask(parameters: ("by", "1"));
        var plan = await ActionStage.PlanAsync(stage.Scale, request);
        stage.Cluster.Faults.CutAfter(call => call is { Verb: "patch", IsDryRun: false }, times: 1);

        await stage.Scale.ExecuteAsync(request, plan, Token);
        await stage.Scale.ExecuteAsync(request, plan, Token);
        var scaled = Replicas(stage);
        await stage.Scale.RollBackAsync(request, plan, Token);
        await stage.Scale.RollBackAsync(request, plan, Token);

        Assert.Equal((3, 2, 2), (scaled, Replicas(stage), stage.Writes.Count));
    }

    [Fact]
    public async Task The_bounds_hold_and_a_number_at_its_bound_is_refused()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 4);
        var more = ActionStage.Ask(parameters: [("by", "50"), ("max", "6")]);
        var full = ActionStage.Ask(parameters: [("by", "1"), ("max", "4")]);

        var bounded = await ActionStage.PlanAsync(stage.Scale, more);
        var refused = await ActionStage.PlanAsync(stage.Scale, full);

        Assert.Equal(6, JsonNode.Parse(bounded.Calls.Single().Body!.Value.GetRawText()).Int("spec", "replicas"));
        Assert.Equal("atBound", refused.Refusal?.Reason);
    }

    [Fact]
    public async Task A_workload_that_an_autoscaler_scales_is_refused()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.Apply(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: { namespace: shop, name: checkout }
            spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: checkout } }
            """
        );

        var plan = await ActionStage.PlanAsync(stage.Scale, ActionStage.Ask(parameters: ("by", "1")));

        Assert.Equal("autoscaled", plan.Refusal?.Reason);
    }

    [Fact]
    public async Task A_number_that_somebody_else_has_set_stays()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 2);
        var request = ActionStage.Ask(parameters: ("replicas", "5"));
        var plan = await ActionStage.PlanAsync(stage.Scale, request);
        await stage.Scale.ExecuteAsync(request, plan, Token);
        stage.Cluster.Change("Deployment", "shop", "checkout", item => item["spec"]!["replicas"] = 7);

        var progress = await stage.Scale.ObserveAsync(request, plan, Token);
        var undone = await stage.Scale.RollBackAsync(request, plan, Token);

        Assert.Equal((ProgressState.Failed, "superseded"), (progress.State, progress.Reason));
        Assert.Equal((ActionOutcome.Unchanged, 7), (undone.Outcome, Replicas(stage)));
    }

    [Fact]
    public async Task A_policy_says_how_many_or_by_how_many()
    {
        await using var stage = await ActionStage.StartAsync();

        Assert.Single(stage.Scale.FindMistakes(new Dictionary<string, string>(StringComparer.Ordinal)));
        Assert.Empty(
            stage.Scale.FindMistakes(new Dictionary<string, string>(StringComparer.Ordinal) { ["by"] = "-1" })
        );
    }

    private static int Replicas(ActionStage stage) =>
        stage.Cluster.Find("Deployment", "shop", "checkout").Int("spec", "replicas")!.Value;
}
