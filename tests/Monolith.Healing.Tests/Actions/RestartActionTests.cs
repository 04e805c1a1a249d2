using System.Text.Json.Nodes;
using Monolith.Healing.Actions;
using Monolith.KubernetesApi;
using Monolith.KubernetesApi.Objects;

namespace Monolith.Healing.Tests.Actions;

public sealed class RestartActionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_names_target_and_request_and_changes_nothing()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 4);
        var before = stage.Cluster.Find("Deployment", "shop", "checkout");

        var plan = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask());

        var call = Assert.Single(plan.Calls);
        Assert.Null(plan.Refusal);
        Assert.Equal("/apis/apps/v1/namespaces/shop/deployments/checkout", call.Address);
        Assert.Equal(before.Text("metadata", "uid"), call.Uid);
        Assert.Equal((4, 4, 1), (plan.Target!.Desired, plan.Target.Ready, plan.Unavailable));
        Assert.Contains(stage.Cluster.Calls, c => c is { Verb: "patch", IsDryRun: true });
        Assert.Empty(stage.Writes);
        Assert.True(JsonNode.DeepEquals(before, stage.Cluster.Find("Deployment", "shop", "checkout")));
    }

    [Theory]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    [InlineData("DaemonSet")]
    public async Task A_restart_replaces_all_pods_and_is_followed_to_its_end(string kind)
    {
        await using var stage = await ActionStage.StartAsync();
        Add(stage, kind);
        var before = PodUids(stage);
        stage.Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = 2 * Second });
        var request = ActionStage.Ask(kind);
        var plan = await ActionStage.PlanAsync(stage.Restart, request);

        var result = await stage.Restart.ExecuteAsync(request, plan, Token);
        var first = await stage.Restart.ObserveAsync(request, plan, Token);
        await FinishAsync(stage, request, plan);

        Assert.Equal(ActionOutcome.Changed, result.Outcome);
        Assert.Equal(ProgressState.Running, first.State);
        Assert.Equal(3, PodUids(stage).Count);
        Assert.Empty(before.Intersect(PodUids(stage), StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restart_that_is_carried_out_twice_makes_one_new_set()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);

        await stage.Restart.ExecuteAsync(request, plan, Token);
        var again = await stage.Restart.ExecuteAsync(request, plan, Token);

        Assert.Equal((ActionOutcome.Unchanged, "alreadyApplied"), (again.Outcome, again.Reason));
        Assert.Single(stage.Writes);
        Assert.Equal(2, stage.Cluster.List("ReplicaSet", "shop").Count);
    }

    [Fact]
    public async Task A_restart_whose_answer_is_lost_is_not_made_again()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);
        stage.Cluster.Faults.CutAfter(call => call is { Verb: "patch", IsDryRun: false });

        var result = await stage.Restart.ExecuteAsync(request, plan, Token);

        Assert.Equal(ActionOutcome.Changed, result.Outcome);
        Assert.Single(stage.Writes);
        Assert.Equal(2, stage.Cluster.List("ReplicaSet", "shop").Count);
    }

    [Fact]
    public async Task A_restart_that_never_reached_the_server_is_made_once()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);
        stage.Cluster.Faults.CutBefore(call => call is { Verb: "patch", IsDryRun: false });

        var result = await stage.Restart.ExecuteAsync(request, plan, Token);

        Assert.Equal(ActionOutcome.Changed, result.Outcome);
        Assert.Equal(2, stage.Cluster.List("ReplicaSet", "shop").Count);
    }

    [Fact]
    public async Task Conflicts_with_others_are_resolved_by_reading_again()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);
        stage.Cluster.Faults.Answer(409, "Conflict", call => call is { Verb: "patch", IsDryRun: false }, times: 3);

        var result = await stage.Restart.ExecuteAsync(request, plan, Token);

        Assert.Equal(ActionOutcome.Changed, result.Outcome);
        Assert.Equal(2, stage.Cluster.List("ReplicaSet", "shop").Count);
    }

    [Fact]
    public async Task An_api_server_that_is_away_is_worth_another_try()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);

        stage.Cluster.Faults.IsDown = true;
        await Assert.ThrowsAsync<ActionUnavailableException>(() => stage.Restart.ExecuteAsync(request, plan, Token));
        stage.Cluster.Faults.IsDown = false;
        var result = await stage.Restart.ExecuteAsync(request, plan, Token);

        Assert.Equal(ActionOutcome.Changed, result.Outcome);
        Assert.Single(stage.Writes);
    }

    [Fact]
    public async Task A_late_repetition_does_not_restart_what_was_restarted_since()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var (first, second) = (ActionStage.Ask(), ActionStage.Ask(operation: "op-2"));
        second = second with { At = first.At + TimeSpan.FromHours(1) };
        var plan = await ActionStage.PlanAsync(stage.Restart, first);
        await stage.Restart.ExecuteAsync(first, plan, Token);
        await stage.Restart.ExecuteAsync(second, await ActionStage.PlanAsync(stage.Restart, second), Token);

        var late = await stage.Restart.ExecuteAsync(first, plan, Token);

        Assert.Equal((ActionOutcome.Failed, "superseded"), (late.Outcome, late.Reason));
        Assert.Equal(2, stage.Writes.Count);
    }

    [Fact]
    public async Task A_stuck_rollout_has_failed_and_is_paused_once()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout", replicas: 4);
        stage.Cluster.Behave("shop", "checkout", PodBehaviour.NeverReady);
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);
        await stage.Restart.ExecuteAsync(request, plan, Token);
        stage.Clock.Advance(TimeSpan.FromMinutes(11));

        var progress = await stage.Restart.ObserveAsync(request, plan, Token);
        var undone = await stage.Restart.RollBackAsync(request, plan, Token);
        var again = await stage.Restart.RollBackAsync(request, plan, Token);

        Assert.Equal((ProgressState.Failed, "ProgressDeadlineExceeded"), (progress.State, progress.Reason));
        Assert.Equal(("paused", ActionOutcome.Unchanged), (undone.Reason, again.Outcome));
        Assert.True(stage.Cluster.Find("Deployment", "shop", "checkout").IsTrue("spec", "paused"));
        Assert.Equal(2, stage.Writes.Count);
    }

    [Fact]
    public async Task A_policy_may_return_to_the_template_before_and_keeps_all_its_fields()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var good = stage.Cluster.Find("Deployment", "shop", "checkout").At("spec", "template");
        stage.Cluster.Change(
            "Deployment",
            "shop",
            "checkout",
            item => item["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "example/checkout:bad"
        );
        var request = ActionStage.Ask(parameters: ("onFailure", "previous"));
        var plan = await ActionStage.PlanAsync(stage.Restart, request);
        await stage.Restart.ExecuteAsync(request, plan, Token);

        var undone = await stage.Restart.RollBackAsync(request, plan, Token);
        var again = await stage.Restart.RollBackAsync(request, plan, Token);

        var now = stage.Cluster.Find("Deployment", "shop", "checkout").At("spec", "template");
        Assert.True(plan.IsReversible);
        Assert.Equal((ActionOutcome.Changed, ActionOutcome.Unchanged), (undone.Outcome, again.Outcome));
        Assert.True(JsonNode.DeepEquals(good, now), now?.ToJsonString());
    }

    [Fact]
    public async Task A_restart_that_went_through_leaves_nothing_to_undo()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);
        await stage.Restart.ExecuteAsync(request, plan, Token);

        var undone = await stage.Restart.RollBackAsync(request, plan, Token);

        Assert.Equal((ActionOutcome.Unchanged, "nothingToUndo"), (undone.Outcome, undone.Reason));
        Assert.False(stage.Cluster.Find("Deployment", "shop", "checkout").IsTrue("spec", "paused"));
    }

    [Fact]
    public async Task A_deployment_of_somebody_elses_making_is_neither_watched_nor_paused()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        var request = ActionStage.Ask();
        var plan = await ActionStage.PlanAsync(stage.Restart, request);
        await stage.Restart.ExecuteAsync(request, plan, Token);
        stage.Cluster.Change(
            "Deployment",
            "shop",
            "checkout",
            item => item["spec"]!["template"]!["metadata"]!.AsObject().Remove("annotations")
        );

        var progress = await stage.Restart.ObserveAsync(request, plan, Token);
        var undone = await stage.Restart.RollBackAsync(request, plan, Token);

        Assert.Equal((ProgressState.Failed, "superseded"), (progress.State, progress.Reason));
        Assert.Equal((ActionOutcome.Unchanged, "superseded"), (undone.Outcome, undone.Reason));
    }

    [Theory]
    [InlineData("paused", """{ "paused": true }""")]
    [InlineData("noReplicas", """{ "replicas": 0 }""")]
    public async Task What_makes_no_sense_is_refused_by_name(string reason, string spec)
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.Change("Deployment", "shop", "checkout", item => Set(item, spec));

        var plan = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask());

        Assert.Equal(reason, plan.Refusal?.Reason);
        Assert.NotNull(plan.Target);
    }

    [Fact]
    public async Task A_rollout_in_progress_is_left_alone()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.Behave("shop", "checkout", new PodBehaviour { ReadyAfter = 60 * Second });
        stage.Cluster.Change(
            "Deployment",
            "shop",
            "checkout",
            item => item["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "example/checkout:2"
        );

        var plan = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask());

        Assert.Equal("rolloutInProgress", plan.Refusal?.Reason);
        Assert.True(plan.Target!.IsRollingOut);
    }

    [Fact]
    public async Task Pods_that_are_down_are_no_rollout_and_may_be_restarted()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        foreach (var pod in stage.Cluster.List("Pod", "shop"))
        {
            stage.Cluster.BreakPod("shop", pod.Text("metadata", "name")!);
        }

        var plan = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask());

        Assert.Null(plan.Refusal);
        Assert.Equal((0, 3), (plan.Target!.Ready, plan.Target.Desired));
    }

    [Fact]
    public async Task Sets_whose_pods_are_replaced_by_hand_are_refused()
    {
        await using var stage = await ActionStage.StartAsync();
        Add(stage, "StatefulSet");
        stage.Cluster.Change(
            "StatefulSet",
            "shop",
            "checkout",
            item => Set(item, """{ "updateStrategy": { "type": "OnDelete" } }""")
        );

        var plan = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask("StatefulSet"));

        Assert.Equal("onDelete", plan.Refusal?.Reason);
    }

    [Fact]
    public async Task A_target_that_is_not_there_or_cannot_be_is_refused()
    {
        await using var stage = await ActionStage.StartAsync();

        var missing = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask());
        var traversal = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask(name: "../../secrets/x"));
        var kind = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask("CronJob"));

        Assert.Equal("notFound", missing.Refusal?.Reason);
        Assert.Equal("invalidTarget", traversal.Refusal?.Reason);
        Assert.Equal("wrongKind", kind.Refusal?.Reason);
    }

    [Fact]
    public async Task What_the_role_does_not_allow_is_a_refusal_and_no_error()
    {
        await using var stage = await ActionStage.StartAsync([new AccessRule("apps", "deployments", "get")]);
        stage.Cluster.AddDeployment("shop", "checkout");

        var plan = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask());

        Assert.Equal("forbidden", plan.Refusal?.Reason);
    }

    [Fact]
    public async Task The_disruption_budget_and_the_skip_annotation_are_told_to_the_guardrails()
    {
        await using var stage = await ActionStage.StartAsync();
        stage.Cluster.AddDeployment("shop", "checkout");
        stage.Cluster.Apply(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: { namespace: shop, name: checkout }
            spec: { minAvailable: 2, selector: { matchLabels: { app: checkout } } }
            """
        );
        stage.Cluster.Change(
            "Deployment",
            "shop",
            "checkout",
            item => item["metadata"]!["annotations"]!["selfheal.monolith/skip"] = "true"
        );

        var plan = await ActionStage.PlanAsync(stage.Restart, ActionStage.Ask());

        Assert.Equal((1, true), (plan.Target!.DisruptionsAllowed, plan.Target.IsSkipped));
    }

    [Fact]
    public async Task Mistakes_in_parameters_are_found_before_they_matter()
    {
        await using var stage = await ActionStage.StartAsync();

        var mistakes = stage.Restart.FindMistakes(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["onFailure"] = "explode",
                ["deadline"] = "soon",
                ["hurry"] = "yes",
            }
        );

        Assert.Equal(3, mistakes.Count);
    }

    private static async Task FinishAsync(ActionStage stage, ActionRequest request, ActionPlan plan)
    {
        for (var second = 0; second < 60; second++)
        {
            stage.Clock.Advance(Second);
            if ((await stage.Restart.ObserveAsync(request, plan, Token)).State == ProgressState.Complete)
            {
                return;
            }
        }

        Assert.Fail("The rollout did not come to its end.");
    }

    private static void Add(ActionStage stage, string kind)
    {
        if (kind == "Deployment")
        {
            stage.Cluster.AddDeployment("shop", "checkout");
            return;
        }

        stage.Cluster.Apply(
            $$"""
            apiVersion: apps/v1
            kind: {{kind}}
            metadata: { namespace: shop, name: checkout }
            spec:
              replicas: 3
              selector: { matchLabels: { app: checkout } }
              template:
                metadata: { labels: { app: checkout } }
                spec: { containers: [ { name: app, image: "example/checkout:1" } ] }
            """
        );
    }

    private static void Set(JsonObject item, string spec)
    {
        foreach (var (name, value) in JsonNode.Parse(spec)!.AsObject())
        {
            item["spec"]![name] = value?.DeepClone();
        }
    }

    private static List<string> PodUids(ActionStage stage) =>
        [.. stage.Cluster.List("Pod", "shop").Select(pod => pod.Text("metadata", "uid")!)];
}
