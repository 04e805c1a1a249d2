using System.Net;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Tests.Support;

namespace Monolith.Healing.Tests.Runs;

public sealed class KillSwitchTests
{
    private const string Switch = "/api/v1/healing/kill-switch";

    [Theory]
    [InlineData("global", "killSwitchGlobal")]
    [InlineData("tenant", "killSwitchTenant")]
    [InlineData("policy", "killSwitchPolicy")]
    public async Task A_switch_that_is_thrown_lets_nothing_begin_and_one_that_is_released_does(
        string scope,
        string reason
    )
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Alert.Condition = () => stage.Action.Effects.Count == 0 ? AlertCondition.Met : AlertCondition.NotMet;

        await MoveAsync(stage, scope, on: true);
        await stage.FireAsync();
        var refused = await stage.UntilEndedAsync();
        await MoveAsync(stage, scope, on: false);
        await stage.FireAsync();
        var healed = await stage.UntilEndedAsync(count: 2);

        Assert.Equal(reason, refused.GetProperty("reason").GetString());
        Assert.Equal("healed", healed.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_run_that_waits_for_its_next_call_does_not_make_it_after_the_switch()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Action.Answer = request =>
            request.Step == 0
                ? ActionResult.Changed("first", "The first of two.", new NextCall(1, TimeSpan.FromHours(1)))
                : null;

        await stage.FireAsync();
        await stage.UntilAsync(run => run.GetProperty("state").GetString() == "acting", "the run acts");
        await MoveAsync(stage, "tenant", on: true);
        stage.Time.Advance(TimeSpan.FromHours(1));
        var run = await stage.UntilEndedAsync();

        Assert.Equal("aborted", run.GetProperty("outcome").GetString());
        Assert.Equal("killSwitchTenant", run.GetProperty("reason").GetString());
        Assert.Empty(stage.Action.Effects);
    }

    [Fact]
    public async Task Nothing_is_taken_back_after_the_switch()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Action.Progress = () => ActionProgress.Running("waiting", "1 of 3 replicas is new.");

        await stage.FireAsync();
        await stage.UntilAsync(run => run.GetProperty("state").GetString() == "watching", "the run watches");
        await MoveAsync(stage, "global", on: true);
        var run = await stage.UntilEndedAsync();

        Assert.Equal("failed", run.GetProperty("outcome").GetString());
        Assert.Equal(["restart checkout"], stage.Action.Effects.Select(e => e.What));
    }

    [Fact]
    public async Task The_switch_for_all_tenants_belongs_to_those_who_run_the_installation()
    {
        await using var stage = await HealingStage.StartAsync();

        var others = await stage.SendAsync(
            HttpMethod.Put,
            Switch,
            new
            {
                scope = "global",
                on = true,
                reason = "x",
            },
            tenant: "mallory"
        );
        var ours = await stage.GetAsync(Switch);

        Assert.Equal(HttpStatusCode.Forbidden, others.StatusCode);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, ours.GetProperty("global").ValueKind);
    }

    private static async Task MoveAsync(HealingStage stage, string scope, bool on)
    {
        var response = await stage.SendAsync(
            HttpMethod.Put,
            Switch,
            new
            {
                scope,
                on,
                policy = "restart-checkout",
                reason = "A test.",
            }
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
