using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Health;

public sealed class AppHealthTests
{
    private static readonly SidecarOptions Probing = new()
    {
        AppHealthCheck = true,
        AppHealthInterval = TimeSpan.FromMilliseconds(20),
        AppHealthTimeout = TimeSpan.FromSeconds(2),
    };

    [Fact]
    public async Task E6_Three_failed_probes_stop_deliveries_and_one_good_probe_resumes_them_without_loss()
    {
        var status = 200;
        await using var stage = await Stage.StartAsync(
            app =>
                app.Answers("/dapr/subscribe", 200, Stage.Subscription("logs"))
                    .Answers("/logs", 200)
                    .Answers("/healthz", _ => (status, "")),
            Probing with
            {
                AppApiToken = "secret",
            }
        );
        await Eventually.HoldsAsync(() => stage.App.At("/healthz").Count > 3, "the app is probed");

        status = 500;
        var failing = stage.App.At("/healthz").Count;
        await Eventually.HoldsAsync(() => IsRefusedAsync(stage), "the app counts as unhealthy");
        var probes = stage.App.At("/healthz").Count - failing;
        await stage.PublishAsync("logs", "1");
        await stage.PublishAsync("logs", "2");
        var heldBack = stage.Broker.Backlog("logs");
        status = 200;
        await stage.ReceivedAsync("/logs", 2);

        Assert.True(probes >= 3, "one or two failures are forgiven");
        Assert.Equal(2, heldBack);
        Assert.Single(stage.App.At("/dapr/subscribe"));
        Assert.All(stage.App.At("/healthz"), probe => Assert.False(probe.Headers.ContainsKey("dapr-api-token")));
    }

    [Fact]
    public async Task Nothing_is_asked_of_an_app_before_its_first_good_probe()
    {
        await using var app = await FakeApp.StartAsync();
        app.Answers("/healthz", 503);
        await using var sidecar = await Sidecar.StartAsync(Probing with { AppPort = app.Port });
        await Eventually.HoldsAsync(() => app.At("/healthz").Count > 3, "the app is probed");

        var before = app.All.Count(request => request.Path != "/healthz");
        app.Answers("/healthz", 200);
        await sidecar.WaitUntilReadyAsync();

        Assert.Equal(0, before);
        Assert.Equal(
            ["/dapr/config", "/dapr/subscribe"],
            app.All.Select(request => request.Path).Where(path => path != "/healthz")
        );
    }

    private static async Task<bool> IsRefusedAsync(Stage stage) =>
        (await stage.Http.GetAsync("/v1.0/invoke/monolith/method/x")).StatusCode == HttpStatusCode.InternalServerError;
}
