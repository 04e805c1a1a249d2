using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task E2_Outbound_health_is_good_while_the_app_is_closed_and_health_waits_for_discovery()
    {
        var port = await FreePortAsync();
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions { AppPort = port });
        using var http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };

        var outbound = await http.GetAsync("/v1.0/healthz/outbound");
        var before = await http.GetAsync("/v1.0/healthz");
        await using var app = await FakeApp.StartAsync(port);
        await sidecar.WaitUntilReadyAsync();
        var after = await http.GetAsync("/v1.0/healthz");

        Assert.Equal(HttpStatusCode.NoContent, outbound.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, before.StatusCode);
        var error = await before.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("ERR_HEALTH_NOT_READY", error.GetProperty("errorCode").GetString());
        Assert.Equal(HttpStatusCode.NoContent, after.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task E4_Without_the_right_token_a_call_is_401_and_health_stays_open(string? token)
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions { ApiToken = "right" });
        using var http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Add("dapr-api-token", token);
        }

        var refused = await http.GetAsync("/v1.0/metadata");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("invalid api token", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await http.GetAsync("/v1.0/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.GetAsync("/v1.0/healthz/outbound")).StatusCode);
    }

    [Fact]
    public async Task E9_A_note_is_kept_as_it_was_sent()
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions());
        using var http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };

        var put = await http.PutAsync("/v1.0//metadata/k/", new StringContent("\"raw\" text"));
        var metadata = await http.GetFromJsonAsync<JsonElement>("/v1.0/metadata");

        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal("\"raw\" text", metadata.GetProperty("extended").GetProperty("k").GetString());
        Assert.Equal("monolith", metadata.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/v1.0/Metadata")]
    [InlineData("/V1.0/metadata")]
    public async Task Routes_differ_by_case(string path)
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions());
        using var http = new HttpClient { BaseAddress = sidecar.HttpEndpoint };

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_restart_keeps_the_ports()
    {
        await using var sidecar = await Sidecar.StartAsync(new SidecarOptions());
        var (http, grpc) = (sidecar.HttpEndpoint, sidecar.GrpcEndpoint);

        await sidecar.RestartAsync();

        Assert.Equal((http, grpc), (sidecar.HttpEndpoint, sidecar.GrpcEndpoint));
    }

    private static async Task<int> FreePortAsync()
    {
        await using var app = await FakeApp.StartAsync();
        return app.Port;
    }
}
