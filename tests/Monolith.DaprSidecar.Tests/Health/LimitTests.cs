using System.Net;
using Monolith.DaprSidecar.Tests.Support;

namespace Monolith.DaprSidecar.Tests.Health;

public sealed class LimitTests
{
    [Theory]
    [InlineData("/v1.0/publish/pubsub/logs", HttpStatusCode.InternalServerError, "ERR_PUBSUB_PUBLISH_MESSAGE")]
    [InlineData("/v1.0/publish/bulk/pubsub/logs", HttpStatusCode.BadRequest, "ERR_PUBSUB_EVENTS_SER")]
    [InlineData("/v1.0/state/statestore", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData("/v1.0/workflows/dapr/Compact/start", HttpStatusCode.BadRequest, "ERR_BODY_READ")]
    public async Task E7_A_body_above_the_limit_fails_with_the_error_of_its_API(
        string path,
        HttpStatusCode status,
        string code
    )
    {
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { MaxBodyBytes = 1000 });

        var refused = await stage.PostAsync(path, $"\"{new string('x', 1000)}\"");

        Assert.Equal((status, code), await refused.ErrorAsync());
        Assert.Empty(stage.Broker.Published("logs"));
    }

    [Fact]
    public async Task A_body_at_the_limit_passes()
    {
        await using var stage = await Stage.StartAsync(options: new SidecarOptions { MaxBodyBytes = 1000 });

        await stage.PublishAsync("logs", $"\"{new string('x', 998)}\"");

        Assert.Single(stage.Broker.Published("logs"));
    }
}
