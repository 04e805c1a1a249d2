using System.Net;
using System.Text.Json;
using Monolith.Alerting.Contracts;
using Monolith.Healing.Tests.Support;
using Monolith.Platform.Security;

namespace Monolith.Healing.Tests.Runs;

/// <summary>Healing works for all of the tenant; who reads its runs may not see all of it.</summary>
public sealed class SeenRunsTests
{
    private const string HidesService = """{"hiddenFields":["service"],"seesSensitive":true,"seesSecret":true}""";

    [Fact]
    public async Task A_run_shows_nothing_that_its_reader_does_not_see()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy());
        stage.Alert.Seen = Covered;
        stage.Alert.Condition = () => stage.Action.Effects.Count == 0 ? AlertCondition.Met : AlertCondition.NotMet;
        await stage.FireAsync();
        var run = await stage.UntilEndedAsync();
        var id = run.GetProperty("id").GetString();

        var (_, seen) = await AskAsync(stage, HttpMethod.Get, $"/api/v1/healing/runs/{id}");
        var (_, list) = await AskAsync(stage, HttpMethod.Get, "/api/v1/healing/runs");

        Assert.Contains("checkout", $"{run.GetProperty("steps")}", StringComparison.Ordinal);
        Assert.Equal("[hidden]", seen.GetProperty("alert").GetProperty("labels").GetProperty("service").GetString());
        Assert.Equal("of what is seen", seen.GetProperty("alert").GetProperty("fingerprint").GetString());
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("alert").GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("plan").ValueKind);
        var measured = seen.GetProperty("steps")[5];
        Assert.Equal("verify", measured.GetProperty("name").GetString());
        Assert.Equal("2 answers, the last: [hidden]", measured.GetProperty("message").GetString());
        Assert.DoesNotContain("0.01", $"{seen}", StringComparison.Ordinal);
        Assert.DoesNotContain("Deployment shop/checkout", $"{seen} {list}", StringComparison.Ordinal);
        Assert.Equal("[hidden]", list.GetProperty("runs")[0].GetProperty("target").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_run_whose_alert_is_not_seen_is_not_there_and_waits_for_nobody_who_does_not_see_it()
    {
        await using var stage = await HealingStage.StartAsync();
        await stage.AddPolicyAsync(Some.Policy(mode: "approve"));
        await stage.FireAsync();
        var run = await stage.UntilAsync(
            run => run.GetProperty("state").GetString() == "waitingForApproval",
            "it waits for approval"
        );
        var path = $"/api/v1/healing/runs/{run.GetProperty("id").GetString()}";
        var agree = new { planHash = run.GetProperty("planHash").GetString(), reason = "go on" };

        var (listed, list) = await AskAsync(stage, HttpMethod.Get, "/api/v1/healing/runs");
        var shown = await AskAsync(stage, HttpMethod.Get, path);
        var approved = await AskAsync(stage, HttpMethod.Post, $"{path}/approve", agree);
        var refused = await AskAsync(stage, HttpMethod.Post, $"{path}/refuse", new { reason = "no" });
        var aborted = await AskAsync(stage, HttpMethod.Post, $"{path}/abort", new { reason = "no" });

        Assert.Equal(HttpStatusCode.OK, listed);
        Assert.Empty(list.GetProperty("runs").EnumerateArray());
        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound],
            [shown.Status, approved.Status, refused.Status, aborted.Status]
        );
        var after = await stage.GetAsync(path);
        Assert.Equal("waitingForApproval", after.GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_is_hidden_is_told()
    {
        await using var stage = await HealingStage.StartAsync();

        using var answer = await stage.SendAsync(HttpMethod.Get, "/api/v1/healing/runs", scope: HidesService);

        Assert.Equal("""{"fields":["service"],"rows":false}""", answer.Headers.GetValues("X-Monolith-Hidden").Single());
    }

    private static AlertSight Covered(KeptAlert alert) =>
        new(
            "of what is seen",
            alert.Labels.ToDictionary(
                label => label.Key,
                label => label.Key == "service" ? Sight.Cover : label.Value,
                StringComparer.Ordinal
            ),
            ShowsValue: false
        );

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(
        HealingStage stage,
        HttpMethod method,
        string path,
        object? body = null
    )
    {
        using var answer = await stage.SendAsync(method, path, body, scope: HidesService);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonElement.Parse(text));
    }
}
