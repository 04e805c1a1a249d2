using Monolith.Alerting.Contracts;
using Monolith.Healing.Actions;
using Monolith.Healing.Runs;
using Monolith.Healing.Tests.Support;

namespace Monolith.Healing.Tests.Runs;

/// <summary>The process dies at each step of a run, and starts again on the same files.</summary>
public sealed class CrashTests
{
    private static readonly ActionTarget Checkout = new("Deployment", "shop", "checkout");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_dies_at_each_commit_restarts_the_workload_once_and_forgets_no_lock(
        bool isCommitted
    )
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Alert.Condition = () => stage.Action.Effects.Count == 0 ? AlertCondition.Met : AlertCondition.NotMet;
        await stage.FireAsync();

        var deaths = 0;
        while (!await IsOverAsync(stage))
        {
            // Each life gets one commit further than the one before, which may repeat some of them.
            var crash = new CrashModule(commits: isCommitted ? 0 : 1, isCommitted);
            await stage.RestartAsync(crash);
            await Eventually.HoldsAsync(
                async () =>
                {
                    stage.Time.Advance(TimeSpan.FromSeconds(1));
                    return crash.Died.IsCompleted || await IsOverAsync(stage);
                },
                "the process dies or the run is over"
            );
            deaths++;
            Assert.InRange(deaths, 1, 60);
        }

        await stage.RestartAsync();
        var run = await stage.UntilEndedAsync();
        Assert.Equal("healed", run.GetProperty("outcome").GetString());
        Assert.Single(stage.Action.Effects);
        Assert.InRange(deaths, 6, 60);
        var held = await TargetLock.ReadAsync(stage.Documents, Checkout, TestContext.Current.CancellationToken);
        Assert.NotNull(held);
        Assert.Null(held.Value.Owner);
    }

    private static async Task<bool> IsOverAsync(HealingStage stage)
    {
        var runs = (await stage.GetAsync("/api/v1/healing/runs")).GetProperty("runs");
        return runs.GetArrayLength() == 1 && runs[0].GetProperty("state").GetString() == "ended";
    }
}
