using Monolith.Healing.Actions;
using Monolith.KubernetesApi;
using Monolith.KubernetesApi.Objects;

namespace Monolith.Healing.Tests.Actions;

public sealed class ReplacePodActionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pod_that_is_worst_off_is_evicted_and_its_successor_watched_until_it_serves()
    {
        await using var stage = await ActionStage.StartAsync();
        AddServed(stage);
        var broken = PodNames(stage)[1];
        stage.Cluster.BreakPod("shop", broken);
        stage.Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = TimeSpan.FromSeconds(5) });
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);

        var result = await stage.ReplacePod.ExecuteAsync(request, plan, Token);
        var starting = await stage.ReplacePod.ObserveAsync(request, plan, Token);
        stage.Clock.Advance(TimeSpan.FromSeconds(10));
        var settling = await stage.ReplacePod.ObserveAsync(request, plan, Token);
        stage.Clock.Advance(TimeSpan.FromSeconds(30));
        var settled = await stage.ReplacePod.ObserveAsync(request, plan, Token);

        Assert.Equal("evicted", result.Reason);
        Assert.DoesNotContain(broken, PodNames(stage));
        Assert.Equal(
            (ProgressState.Running, ProgressState.Running, ProgressState.Complete),
            (starting.State, settling.State, settled.State)
        );
    }

    [Fact]
    public async Task A_repetition_leaves_the_successor_alone()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask("Pod", PodNames(stage)[0]);
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);
        stage.Cluster.Faults.CutAfter(call => call is { Resource: "pods/eviction", IsDryRun: false });

        await Assert.ThrowsAsync<ActionUnavailableException>(() => stage.ReplacePod.ExecuteAsync(request, plan, Token));
        var after = PodNames(stage);
        var again = await stage.ReplacePod.ExecuteAsync(request, plan, Token);

        Assert.Equal((ActionOutcome.Unchanged, "alreadyApplied"), (again.Outcome, again.Reason));
        Assert.Equal(after, PodNames(stage));
        Assert.Single(stage.Writes);
    }

    [Fact]
    public async Task A_stateful_pod_whose_successor_has_its_name_is_not_evicted_twice()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.Apply(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: { namespace: shop, name: checkout }
            spec:
              replicas: 2
              selector: { matchLabels: { app: checkout } }
              template:
                metadata: { labels: { app: checkout } }
                spec: { containers: [ { name: app, image: "example/checkout:1" } ] }
            """
        );
        var request = ActionStage.Ask("Pod", "checkout-0", parameters: ("settle", "0s"));
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);

        await stage.ReplacePod.ExecuteAsync(request, plan, Token);
        var again = await stage.ReplacePod.ExecuteAsync(request, plan, Token);
        var progress = await stage.ReplacePod.ObserveAsync(request, plan, Token);

        Assert.Equal(ActionOutcome.Unchanged, again.Outcome);
        Assert.Equal(ProgressState.Complete, progress.State);
        Assert.Single(stage.Writes);
    }

    [Fact]
    public async Task A_budget_that_forbids_it_is_asked_again_with_growing_pauses_and_then_it_has_failed()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        AddBudget(stage, "all", minAvailable: 3);
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);

        List<TimeSpan> pauses = [];
        ActionResult result;
        while (
            (result = await stage.ReplacePod.ExecuteAsync(request, plan, Token)).Next is { } next && pauses.Count < 50
        )
        {
            pauses.Add(next.After);
            request = request with { Step = next.Step };
        }

        Assert.Null(plan.Refusal);
        Assert.Equal(0, plan.Target!.DisruptionsAllowed);
        Assert.Equal((ActionOutcome.Failed, "disruptionBudget"), (result.Outcome, result.Reason));
        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause).TotalMinutes, 5, 6.1);
        Assert.Equal(3, PodNames(stage).Count);
    }

    [Fact]
    public async Task A_budget_that_gives_way_in_between_lets_it_happen()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        AddBudget(stage, "all", minAvailable: 3);
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);
        var blocked = await stage.ReplacePod.ExecuteAsync(request, plan, Token);

        stage.Cluster.Change("PodDisruptionBudget", "shop", "all", item => item["spec"]!["minAvailable"] = 1);
        var result = await stage.ReplacePod.ExecuteAsync(request with { Step = blocked.Next!.Step }, plan, Token);

        Assert.Equal(ActionOutcome.Changed, result.Outcome);
    }

    [Fact]
    public async Task Two_budgets_are_refused_and_no_pod_is_ever_deleted_instead()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);
        AddBudget(stage, "one", minAvailable: 1);
        AddBudget(stage, "two", minAvailable: 1);

        var result = await stage.ReplacePod.ExecuteAsync(request, plan, Token);
        var refused = await ActionStage.PlanAsync(stage.ReplacePod, request);

        Assert.Equal((ActionOutcome.Failed, "evictionRefused"), (result.Outcome, result.Reason));
        Assert.Equal("severalDisruptionBudgets", refused.Refusal?.Reason);
        Assert.DoesNotContain(stage.Cluster.Calls, call => call.Verb == "delete");
    }

    [Fact]
    public async Task A_pod_that_nobody_would_replace_is_refused()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.Apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: { namespace: shop, name: alone }
            spec: { containers: [ { name: app, image: "example/alone:1" } ] }
            """
        );

        var plan = await ActionStage.PlanAsync(stage.ReplacePod, ActionStage.Ask("Pod", "alone"));

        Assert.Equal("unowned", plan.Refusal?.Reason);
    }

    [Fact]
    public async Task A_policy_may_ask_for_deletion_which_passes_over_budgets_and_names_the_uid()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        AddBudget(stage, "all", minAvailable: 3);
        var request = ActionStage.Ask("Pod", PodNames(stage)[0], parameters: ("method", "delete"));
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);

        var result = await stage.ReplacePod.ExecuteAsync(request, plan, Token);

        var write = Assert.Single(stage.Writes);
        Assert.Equal("deleted", result.Reason);
        Assert.Equal(plan.Calls.Single().Uid, write.Body.Text("preconditions", "uid"));
    }

    [Fact]
    public async Task A_successor_that_crashes_too_is_a_failure()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.ReplacePod, request);
        var before = PodNames(stage);
        await stage.ReplacePod.ExecuteAsync(request, plan, Token);
        stage.Cluster.BreakPod("shop", PodNames(stage).Except(before, StringComparer.Ordinal).Single());

        var progress = await stage.ReplacePod.ObserveAsync(request, plan, Token);

        Assert.Equal((ProgressState.Failed, "crashing"), (progress.State, progress.Reason));
    }

    private static void AddServed(ActionStage stage)
    {
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.Apply(
            """
            apiVersion: v1
            kind: Service
            metadata: { namespace: shop, name: checkout }
            spec: { selector: { app: checkout } }
            """
        );
    }

    private static void AddBudget(ActionStage stage, string name, int minAvailable) =>
        stage.Cluster.Apply(
            $$"""
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: { namespace: shop, name: {{name}} }
            spec: { minAvailable: {{minAvailable}}, selector: { matchLabels: { app: checkout } } }
            """
        );

    private static List<string> PodNames(ActionStage stage) =>
        [.. stage.Cluster.List("Pod", "shop").Select(pod => pod.Text("metadata", "name")!)];
}
