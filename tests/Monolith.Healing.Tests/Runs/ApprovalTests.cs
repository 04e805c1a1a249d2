using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Tests.Support;
using Monolith.Platform.Events;

namespace Monolith.Healing.Tests.Runs;

/// <summary>People decide on runs.</summary>
public sealed class ApprovalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_people_are_two_different_people()
    {
        await using var stage = await StartAsync(people: 2);
        var run = await WaitingAsync(stage);

        await ApproveAsync(stage, run, "ann");
        var twice = await ApproveAsync(stage, run, "ann");
        Assert.Equal(1, (await ReadAsync(twice)).GetProperty("approvals").GetArrayLength());
        Assert.Empty(stage.Action.Effects);
        await ApproveAsync(stage, run, "bob");
        var ended = await stage.UntilEndedAsync();

        Assert.Equal("healed", ended.GetProperty("outcome").GetString());
        Assert.Single(stage.Action.Effects);
        await Eventually.HoldsAsync(
            () => stage.Audit.Entries.Count(e => e.Action == "healing.run.approved") == 2,
            "each approval is audited once"
        );
    }

    [Fact]
    public async Task An_approval_is_for_the_plan_that_was_looked_at()
    {
        await using var stage = await StartAsync();
        var run = await WaitingAsync(stage);

        var response = await stage.SendAsync(
            HttpMethod.Post,
            $"/api/v1/healing/runs/{IdOf(run)}/approve",
            new { planHash = "of another plan" },
            caller: "ann"
        );

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("/problems/plan-changed", (await ReadAsync(response)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_plan_that_changes_after_people_agreed_is_not_carried_out()
    {
        await using var stage = await StartAsync();
        var run = await WaitingAsync(stage);
        stage.Action.Target = stage.Action.Target with { Uid = "uid-of-another" };

        await ApproveAsync(stage, run, "ann");
        var ended = await stage.UntilEndedAsync();

        Assert.Equal("planChanged", ended.GetProperty("reason").GetString());
        Assert.Empty(stage.Action.Effects);
    }

    [Fact]
    public async Task A_heartbeat_of_the_target_does_not_change_the_plan()
    {
        await using var stage = await StartAsync();
        var run = await WaitingAsync(stage);
        stage.Action.Target = stage.Action.Target with { ResourceVersion = "8" };

        await ApproveAsync(stage, run, "ann");

        Assert.Equal("healed", (await stage.UntilEndedAsync()).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task One_no_is_enough()
    {
        await using var stage = await StartAsync();
        var run = await WaitingAsync(stage);

        await stage.SendAsync(
            HttpMethod.Post,
            $"/api/v1/healing/runs/{IdOf(run)}/refuse",
            new { reason = "The sale is on." },
            caller: "ann"
        );
        var ended = await stage.UntilEndedAsync();

        Assert.Equal("refused", ended.GetProperty("outcome").GetString());
        Assert.Equal("refusedByPerson", ended.GetProperty("reason").GetString());
        var late = await ApproveAsync(stage, run, "bob");
        Assert.Equal("/problems/run-is-over", (await ReadAsync(late)).GetProperty("type").GetString());
        Assert.Empty(stage.Action.Effects);
    }

    [Theory]
    [InlineData("refuse", "refused", false)]
    [InlineData("escalate", "escalated", true)]
    public async Task A_run_that_nobody_decides_on_ends(string onTimeout, string outcome, bool isEscalated)
    {
        await using var stage = await StartAsync(onTimeout: onTimeout);
        await WaitingAsync(stage);

        var ended = await stage.UntilEndedAsync();

        Assert.Equal(outcome, ended.GetProperty("outcome").GetString());
        Assert.Equal(isEscalated, ended.GetProperty("isEscalated").GetBoolean());
        Assert.Empty(stage.Action.Effects);
    }

    [Fact]
    public async Task A_run_that_is_aborted_changes_nothing_any_more()
    {
        await using var stage = await StartAsync();
        var run = await WaitingAsync(stage);

        await stage.SendAsync(HttpMethod.Post, $"/api/v1/healing/runs/{IdOf(run)}/abort", new { reason = "No." });
        var ended = await stage.UntilEndedAsync();

        Assert.Equal("aborted", ended.GetProperty("outcome").GetString());
        Assert.Empty(stage.Action.Effects);
    }

    [Fact]
    public async Task An_alert_that_is_resolved_needs_nobody_s_approval_any_more()
    {
        await using var stage = await StartAsync();
        await WaitingAsync(stage);
        var fired = Some.Fired(stage.Time.GetUtcNow());

        await stage
            .Services.GetRequiredService<IEventBus>()
            .PublishAsync(
                AlertResolved.Topic,
                new AlertResolved(
                    fired.Tenant,
                    fired.RuleId,
                    fired.Fingerprint,
                    fired.Labels,
                    fired.StartsAt,
                    stage.Time.GetUtcNow()
                ),
                Token
            );
        var ended = await stage.UntilEndedAsync();

        Assert.Equal("alertResolved", ended.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_run_of_another_tenant_is_not_there_for_an_attacker()
    {
        await using var stage = await StartAsync();
        var run = await WaitingAsync(stage);
        var address = $"/api/v1/healing/runs/{IdOf(run)}";
        var hash = run.GetProperty("planHash").GetString();

        var read = await stage.SendAsync(HttpMethod.Get, address, tenant: "mallory");
        var approve = await stage.SendAsync(
            HttpMethod.Post,
            $"{address}/approve",
            new { planHash = hash },
            tenant: "mallory"
        );
        var refuse = await stage.SendAsync(
            HttpMethod.Post,
            $"{address}/refuse",
            new { reason = "x" },
            tenant: "mallory"
        );
        var abort = await stage.SendAsync(HttpMethod.Post, $"{address}/abort", new { reason = "x" }, tenant: "mallory");
        var list = await stage.GetAsync("/api/v1/healing/runs", tenant: "mallory");

        Assert.All([read, approve, refuse, abort], r => Assert.Equal(HttpStatusCode.NotFound, r.StatusCode));
        Assert.Equal(0, list.GetProperty("runs").GetArrayLength());
        var still = await stage.GetAsync(address);
        Assert.Equal("waitingForApproval", still.GetProperty("state").GetString());
    }

    private static async Task<HealingStage> StartAsync(int people = 1, string onTimeout = "escalate")
    {
        var stage = await HealingStage.StartAsync();
        stage.Alert.Condition = () => stage.Action.Effects.Count == 0 ? AlertCondition.Met : AlertCondition.NotMet;
        var policy = Some.Policy(mode: "approve");
        policy["approval"] = new JsonObject
        {
            ["required"] = people,
            ["timeout"] = "10m",
            ["onTimeout"] = onTimeout,
        };
        await stage.AddPolicyAsync(policy);
        return stage;
    }

    private static async Task<JsonElement> WaitingAsync(HealingStage stage)
    {
        await stage.FireAsync();
        return await stage.UntilAsync(
            run => run.GetProperty("state").GetString() == "waitingForApproval",
            "the run waits for people"
        );
    }

    private static Task<HttpResponseMessage> ApproveAsync(HealingStage stage, JsonElement run, string caller) =>
        stage.SendAsync(
            HttpMethod.Post,
            $"/api/v1/healing/runs/{IdOf(run)}/approve",
            new { planHash = run.GetProperty("planHash").GetString() },
            caller
        );

    private static string? IdOf(JsonElement run) => run.GetProperty("id").GetString();

    private static Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        response.Content.ReadFromJsonAsync<JsonElement>(Token);
}
