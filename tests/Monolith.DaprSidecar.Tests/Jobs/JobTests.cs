using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Jobs;

public sealed class JobTests
{
    [Fact]
    public async Task T11_A_job_that_repeats_twice_is_triggered_twice()
    {
        var clock = new VirtualTime();
        await using var stage = await Stage.StartAsync(
            app => app.Answers("/job/clean", 200),
            new SidecarOptions { Clock = clock }
        );
        await AddAsync(stage, "clean", """{"schedule":"@every 1m","repeats":2,"data":{"a":1}}""");

        for (var trigger = 1; trigger <= 2; trigger++)
        {
            await Eventually.HoldsAsync(() => clock.Waiting > 0, "the job waits");
            clock.Advance(TimeSpan.FromMinutes(1));
            await stage.ReceivedAsync("/job/clean", trigger);
        }

        await GoneAsync(stage, "clean");
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(2, stage.App.At("/job/clean").Count);
        Assert.Equal(
            ("""{"a":1}""", "application/json"),
            (stage.App.At("/job/clean")[0].Body, stage.App.At("/job/clean")[0].Headers.ContentType.ToString())
        );
    }

    [Theory]
    [InlineData("""{"dueTime":"0s","failurePolicy":{"constant":{"interval":"1ms","maxRetries":2}}}""", 3)]
    [InlineData("""{"dueTime":"0s","failurePolicy":{"drop":{}}}""", 1)]
    public async Task T11_A_trigger_that_fails_is_tried_again_as_the_policy_says(string job, int attempts)
    {
        await using var stage = await Stage.StartAsync(app => app.Answers("/job/fail", 500));

        await AddAsync(stage, "fail", job);
        await GoneAsync(stage, "fail");

        Assert.Equal(attempts, stage.App.At("/job/fail").Count);
    }

    [Fact]
    public async Task A_job_is_shown_and_an_existing_one_is_replaced_only_on_demand()
    {
        await using var stage = await Stage.StartAsync();
        await AddAsync(stage, "j", """{"schedule":"0 0 3 * * *","data":"x"}""");

        var shown = await stage.GetJsonAsync("/v1.0/jobs/j");
        var again = await stage.PostAsync("/v1.0/jobs/j", """{"dueTime":"1h"}""");
        var overwritten = await stage.PostAsync("/v1.0/jobs/j", """{"dueTime":"1h","overwrite":true}""");
        var deleted = await stage.Http.DeleteAsync("/v1.0/jobs/j");

        Assert.Equal(("j", "x"), (shown.Text("name"), shown.GetProperty("data").Text("value")));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.NoContent),
            (overwritten.StatusCode, deleted.StatusCode)
        );
        Assert.Equal(HttpStatusCode.InternalServerError, (await stage.Http.GetAsync("/v1.0/jobs/j")).StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"schedule":"sometimes"}""")]
    [InlineData("""{"name":"j","dueTime":"1s"}""")]
    public async Task A_job_without_a_time_that_can_be_read_is_400(string job)
    {
        await using var stage = await Stage.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await stage.PostAsync("/v1.0/jobs/j", job)).StatusCode);
    }

    [Fact]
    public async Task A_restart_keeps_the_jobs()
    {
        await using var stage = await Stage.StartAsync(app => app.Answers("/job/j", 200));
        await AddAsync(stage, "j", """{"dueTime":"300ms"}""");

        await stage.Sidecar.RestartAsync();

        await stage.ReceivedAsync("/job/j");
    }

    private static async Task AddAsync(Stage stage, string name, string job) =>
        Assert.Equal(HttpStatusCode.NoContent, (await stage.PostAsync($"/v1.0/jobs/{name}", job)).StatusCode);

    private static Task GoneAsync(Stage stage, string name) =>
        Eventually.HoldsAsync(
            async () =>
                (await stage.Http.GetAsync($"/v1.0/jobs/{name}")).StatusCode == HttpStatusCode.InternalServerError,
            $"job {name} is over"
        );
}
