using System.Text.Json;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Tests.Support;

namespace Monolith.Healing.Tests.Runs;

/// <summary>A run from the alert to its end.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task An_alert_that_fires_is_healed_and_each_step_says_why()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Alert.Condition = () => stage.Action.Effects.Count == 0 ? AlertCondition.Met : AlertCondition.NotMet;

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("healed", run.GetProperty("outcome").GetString());
        Assert.Equal(["restart checkout"], stage.Action.Effects.Select(e => e.What));
        Assert.Equal(["guardrails", "lock", "plan", "act", "watch", "verify", "end"], StepsOf(run));
        Assert.All(
            run.GetProperty("steps").EnumerateArray(),
            step => Assert.Equal("passed", step.GetProperty("result").GetString())
        );
        var asked = run.GetProperty("steps")[5].GetProperty("evidence")[0];
        Assert.Equal("error share of checkout over 5m", asked.GetProperty("question").GetString());
        Assert.Equal("0.01", asked.GetProperty("value").GetString());
    }

    [Fact]
    public async Task Every_step_is_in_the_audit_trail_and_the_call_before_it_is_made()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Alert.Condition = () => stage.Action.Effects.Count == 0 ? AlertCondition.Met : AlertCondition.NotMet;

        await stage.FireAsync();
        await stage.UntilEndedAsync();

        string[] expected =
        [
            "healing.policy.created",
            "healing.run.acted",
            "healing.run.acting",
            "healing.run.checked",
            "healing.run.ended",
            "healing.run.locked",
            "healing.run.planned",
            "healing.run.verified",
            "healing.run.watched",
        ];
        await Eventually.HoldsAsync(
            () => expected.All(action => stage.Audit.Entries.Any(e => e.Action == action)),
            "all entries have come"
        );
        Assert.All(stage.Audit.Entries, entry => Assert.InRange(entry.Id.Length, 1, 100));
    }

    [Fact]
    public async Task Nothing_is_changed_while_the_audit_trail_takes_nothing()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Audit.IsAway = true;

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("aborted", run.GetProperty("outcome").GetString());
        Assert.Equal("auditUnavailable", run.GetProperty("reason").GetString());
        Assert.Empty(stage.Action.Effects);
    }

    [Theory]
    [InlineData("observe", "observed")]
    [InlineData("dryRun", "dryRun")]
    public async Task A_policy_that_may_not_act_says_what_it_would_have_done(string mode, string outcome)
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy(mode: mode));

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal(outcome, run.GetProperty("outcome").GetString());
        Assert.Empty(stage.Action.Effects);
    }

    [Fact]
    public async Task A_policy_that_is_off_starts_nothing()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy("a-off", mode: "off"));
        await stage.AddPolicyAsync(Some.Policy("b-observe", mode: "observe"));

        await stage.FireAsync();
        await stage.UntilEndedAsync();

        var runs = await stage.GetAsync("/api/v1/healing/runs?policy=a-off");
        Assert.Equal(0, runs.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task The_installation_s_rehearsal_holds_for_every_policy()
    {
        await using var stage = await HealingStage.StartAsync(("Modules:Healing:DryRun", "true"));
        await stage.AddPolicyAsync(Some.Policy());

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("dryRun", run.GetProperty("outcome").GetString());
        Assert.Empty(stage.Action.Effects);
    }

    [Fact]
    public async Task An_alert_that_stays_is_not_called_healed_and_people_are_told()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("noEffect", run.GetProperty("outcome").GetString());
        Assert.Equal("alertStays", run.GetProperty("reason").GetString());
        await Eventually.HoldsAsync(() => !stage.Escalations.All.IsEmpty, "people are told");
        Assert.Equal("noEffect", stage.Escalations.All.Single().Outcome);
    }

    [Fact]
    public async Task What_can_be_taken_back_is_taken_back_when_it_does_not_help()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Action.Planned = plan => plan with { IsReversible = true };

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("rolledBack", run.GetProperty("outcome").GetString());
        Assert.Equal(["restart checkout", "undo checkout"], stage.Action.Effects.Select(e => e.What));
    }

    [Theory]
    [InlineData(AlertCondition.NoData, "noData")]
    [InlineData(AlertCondition.Unknown, "notMeasurable")]
    public async Task No_answer_is_no_recovery(AlertCondition afterwards, string reason)
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Alert.Condition = () => stage.Action.Effects.Count == 0 ? AlertCondition.Met : afterwards;

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("escalated", run.GetProperty("outcome").GetString());
        Assert.Equal(reason, run.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_rollout_that_is_stuck_ends_at_its_deadline_and_is_stopped()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Action.Progress = () => ActionProgress.Running("waiting", "1 of 3 replicas is new.");

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("rolledBack", run.GetProperty("outcome").GetString());
        Assert.Equal("deadlineExceeded", run.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Healing_is_blind_without_measurements_and_says_so_instead_of_acting()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Alert.Condition = () => AlertCondition.Unknown;

        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();

        Assert.Equal("refused", run.GetProperty("outcome").GetString());
        Assert.Equal("signalUnknown", run.GetProperty("reason").GetString());
        Assert.True(run.GetProperty("isEscalated").GetBoolean());
        Assert.Empty(stage.Action.Effects);
    }

    [Fact]
    public async Task An_alert_without_the_label_of_the_target_heals_nothing()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());

        await stage.FireAsync(service: "");
        var run = await stage.UntilEndedAsync();

        Assert.Equal("refused", run.GetProperty("outcome").GetString());
        Assert.Equal("labelMissing", run.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task After_K_failures_a_policy_waits_for_a_person()
    {
        await using var stage = await HealingStage.StartAsync();
        var policy = Some.Policy();
        policy["breaker"] = JsonSerializer.SerializeToNode(new { failures = 1 });
        policy["cooldown"] = JsonSerializer.SerializeToNode(new { @base = "0s" });
        await stage.AddPolicyAsync(policy);

        await stage.FireAsync();
        await stage.UntilEndedAsync();
        await stage.FireAsync();
        var second = await stage.UntilEndedAsync(count: 2);
        Assert.Equal("circuitOpen", second.GetProperty("reason").GetString());

        var resumed = await stage.SendAsync(
            HttpMethod.Post,
            "/api/v1/healing/policies/restart-checkout/resume",
            new { reason = "The image is mended." }
        );
        Assert.True(resumed.IsSuccessStatusCode);
        var after = await stage.GetAsync("/api/v1/healing/policies/restart-checkout");
        Assert.Equal(JsonValueKind.Null, after.GetProperty("suspendedAt").ValueKind);
    }

    private static IEnumerable<string?> StepsOf(JsonElement run) =>
        run.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString());
}
